"""Files and folders as documents."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.dates import parse_published
from index.documents import Document, normalise
from index.errors import InvalidInput, NotFound, UnreadableFile
from index.ingest.formats import BlockKind, Format
from index.ingest.formats.front_matter import front_matter
from index.ingest.formats.registry import for_path
from index.ingest.sidecar import About, is_sidecar, read_sidecar


class SourceFile(NamedTuple):
    """A file, and the id its document has: the path below the folder that was named, with `/`."""

    path: Path
    id: str


def find(paths: Sequence[Path]) -> list[SourceFile]:
    """The files that `paths` name, sorted by id.

    Folders are searched to the bottom, links followed.  Hidden files and folders in them and sidecars are
    left out; a file of a kind that is not supported is not, so that `read` can say so.

    Raises:
        NotFound: A path that is not there.
        InvalidInput: Two files that would get the same document id.
    """
    found: dict[str, Path] = {}
    for named in paths:
        if not named.exists():
            raise NotFound("There is no such file or folder.", field=str(named), hint="Check the path.")
        for path in _below(named) if named.is_dir() else iter([named]):
            if is_sidecar(path):
                continue
            name = _id(path.relative_to(named) if named.is_dir() else Path(path.name))
            other = found.setdefault(name, path)
            if other != path and other.resolve() != path.resolve():
                raise InvalidInput(
                    f"It would get the same document id ({name}) as {other}.",
                    field=str(path),
                    hint="Name the folder above both, or rename one.",
                )
    return [SourceFile(path, name) for name, path in sorted(found.items())]


def read(source: SourceFile) -> Document:
    """Read a file with what its front matter and its sidecar say; the sidecar wins.

    Raises:
        NotFound: The file is gone.
        UnreadableFile: Its kind is not supported, or it holds no text that can be read.
        InvalidInput: The sidecar or the front matter is not right.
    """
    format_ = for_path(source.path)
    text = _text(source.path, format_)
    sidecar = read_sidecar(source.path)
    front = _front_matter(source.path, text) if format_.media_type == "text/markdown" else About()
    return Document(
        id=source.id,
        text=text,
        title=sidecar.title or front.title or _title(source.path, text, format_),
        url=sidecar.url or front.url,
        published=sidecar.published or front.published,
        metadata={**front.metadata, **sidecar.metadata},
        media_type=format_.media_type,
    )


def _below(folder: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    for where, folders, names in os.walk(folder, followlinks=True):
        # A link to a folder above would go round for ever.
        status = os.stat(where)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in names if not name.startswith("."))


def _id(relative: Path) -> str:
    # A name that is not UTF-8 would be an id that cannot be stored.
    name = relative.as_posix().encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _text(path: Path, format_: Format) -> str:
    try:
        return format_.text(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFound("The file is not there.", field=str(path), hint="Check the path.") from error
    except OSError as error:
        raise UnreadableFile(
            f"The file cannot be read: {error.strerror}.", field=str(path), hint="Make it readable."
        ) from error
    except UnreadableFile as error:
        raise UnreadableFile(error.detail, field=str(path), hint=error.hint) from error


def _front_matter(path: Path, text: str) -> About:
    values = dict(front_matter(normalise(text)).values)
    title, url = (str(values.pop(key, "")) for key in ("title", "url"))
    published = parse_published(str(values.pop("published", "")), f"{path}: published")
    if not published and "date" in values:
        published = _date_or_nothing(str(values["date"]))
        if published:
            del values["date"]
    return About(title, url, published, values)


def _date_or_nothing(value: str) -> str:
    """`date` is every site generator's own key: what is no ISO date stays ordinary metadata."""
    try:
        return parse_published(value)
    except InvalidInput:
        return ""


def _title(path: Path, text: str, format_: Format) -> str:
    # In plain text a heading is only a guess.
    if format_.media_type != "text/plain":
        for block in format_.blocks(normalise(text)):
            if block.kind is BlockKind.HEADING and block.level == 1 and block.heading:
                return block.heading
    return " ".join(path.stem.replace("-", " ").replace("_", " ").split())
