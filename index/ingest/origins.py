"""Which source the files at a path belong to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from index.errors import InvalidInput, NotFound
from index.ingest.files import SourceFile, find
from index.ingest.folder_walk import USUAL, Selection
from index.store.catalog import Catalog, collections, sources
from index.store.catalog.sources import Source


class Origin(NamedTuple):
    """The files of one source.

    Args:
        source: Its name.
        path: Of its folder, absolute, without links; empty where it has none.
        files: What is to be read.
        whole: Whether the folder is read as a whole.
    """

    source: str
    path: str
    files: list[SourceFile]
    whole: bool


def known_sources(catalog: Catalog, collection: str) -> list[Source]:
    """The sources of a collection; none if it does not exist."""
    with catalog.reading() as db:
        try:
            shelf = collections.find(db, collection)
        except NotFound:
            return []
        return [source for source, _ in sources.all_sources(db, shelf)]


def origins(
    paths: Sequence[Path], known: Sequence[Source], selection: Selection = USUAL, source: str = ""
) -> list[Origin]:
    """Find files, each in its source.

    A folder is a source of its own, unless it is within the folder of one.  A single file belongs to the
    source whose folder is the nearest above it, else to one that its own folder is from then on.

    Args:
        known: The sources that there are.
        source: The name of one source for all paths; ids are relative to each path then.

    Raises:
        NotFound: A path does not exist.
        InvalidInput: Two files have the same id in one source.
    """
    if source:
        sources.check_name(source, "--source")
        found = [file._replace(source=source) for file in find(paths, selection)]
        one = len(paths) == 1 and paths[0].is_dir()
        return [Origin(source, str(paths[0].resolve()) if one else "", found, one)]
    so_far = [*known]
    made: dict[str, Origin] = {}
    for path in paths:
        files = find([path], selection)
        folder = path.resolve() if path.is_dir() else path.parent.resolve()
        near = sources.around(so_far, folder)
        if near is None:
            near = Source(0, sources.name_of_folder(so_far, folder), str(folder), "")
        whole = near.whole or (path.is_dir() and near.path == str(folder))
        so_far = [*(one for one in so_far if one.name != near.name), near._replace(whole=whole)]
        origin = made.get(near.name, Origin(near.name, near.path, [], whole))
        made[near.name] = origin = origin._replace(whole=whole or origin.whole)
        below = folder.relative_to(near.path).as_posix()
        prefix = "" if below == "." else f"{below}/"
        have = {file.id: file.path for file in origin.files}
        for file in files:
            id = prefix + file.id
            if id not in have:
                origin.files.append(SourceFile(file.path, id, near.name))
    return [*made.values()]


def folder_origin(
    folder: Path, known: Sequence[Source], selection: Selection = USUAL, source: str = ""
) -> Origin:
    """The files of a folder that is a source as a whole.

    Raises:
        NotFound: There is no such folder.
        InvalidInput: It is a file, or within the folder of another source.
    """
    if not folder.exists():
        raise NotFound("There is no such folder.", field=str(folder), hint="Check the path.")
    if not folder.is_dir():
        raise InvalidInput(
            "This is not a folder.", field=str(folder), hint="Name a folder, or use `qa ingest` for a file."
        )
    root = folder.resolve()
    around = sources.around([*known], root)
    if not source and around is not None and around.path != str(root):
        raise InvalidInput(
            f"The folder is within that of source {around.name!r}.",
            field=str(folder),
            hint=f"Name {around.path}, or give this one a source of its own with --source.",
        )
    name = sources.check_name(source, "--source") if source else sources.name_of_folder([*known], root)
    return Origin(name, str(root), [file._replace(source=name) for file in find([folder], selection)], True)
