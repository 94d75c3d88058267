"""Find files and read them as documents."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath
from typing import NamedTuple

from index.access import Labels, given_labels
from index.dates import parse_published
from index.documents import DEFAULT_SOURCE, Document, MetadataValue, normalise
from index.errors import InvalidInput, NotFound
from index.ingest.folder_walk import USUAL, FolderWalk, Selection
from index.ingest.formats import BlockKind, Format
from index.ingest.formats.front_matter import MAX_LENGTH, front_matter
from index.ingest.formats.limits import Limits
from index.ingest.parsing.parser import file_bytes, parse
from index.ingest.sidecar import DocumentAttributes, is_sidecar, read_sidecar

log = logging.getLogger(__name__)

#: Jekyll writes a space before the offset from UTC, which ISO 8601 does not allow.
_SPACE_BEFORE_OFFSET = re.compile(r"(?<=\d)[ \t]+(?=(?:[+-]\d\d:?\d\d|Z)$)")


#: A line of front matter that says who may see the document.
ACCESS_LINE = re.compile(r"^[\"']?access[\"']?[ \t]*:", re.MULTILINE)
#: Keys of front matter that give the date of the last change.
MODIFIED_KEYS = ("modified", "updated", "lastmod", "last_modified_at")


class SourceFile(NamedTuple):
    """A file, the id of its document, and the name of the source that it belongs to.

    The id is the path relative to the source's folder, with `/`.

    Args:
        access: The labels that its documents get if they name none; None leaves those that they have.
    """

    path: Path
    id: str
    source: str = DEFAULT_SOURCE
    access: Labels | None = None


def find(paths: Sequence[Path], selection: Selection = USUAL) -> list[SourceFile]:
    """Find the files at `paths`, sorted by id.

    Folders are searched recursively; links are followed.  Sidecars, hidden files, and what `selection` leaves
    out are not found in them.  Files of a format that is not supported are, so that `read` can report them.

    Raises:
        NotFound: A path does not exist.
        InvalidInput: Two files have the same document id.
    """
    found: dict[str, Path] = {}
    for named in paths:
        if not named.exists():
            raise NotFound("There is no such file or folder.", field=str(named), hint="Check the path.")
        for path in FolderWalk(named, selection).files() if named.is_dir() else iter([named]):
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


def read(source: SourceFile, limits: Limits | None = None) -> Document:
    """Read a file with its front matter and its sidecar; the sidecar takes precedence.

    Args:
        source: The file.
        limits: What reading it may take; the defaults without.

    Raises:
        NotFound: The file is gone.
        UnreadableFile: Its format is not supported, it has no readable text, or it exceeds a limit.
        InvalidInput: The sidecar is not valid, or the front matter has no ISO date as `published`.
    """
    given = partial(read_sidecar, source.path)
    limits = limits or Limits()
    document = document_of_file(
        source.id,
        source.path,
        file_bytes(source.path, limits),
        given,
        saved=saved(source.path),
        limits=limits,
    )
    return replace(document, source=source.source, access=_first(document.access, source.access))


def _first(own: Labels | None, default: Labels | None) -> Labels | None:
    return default if own is None else own


def document_of_file(
    id: str,
    path: PurePath,
    data: bytes,
    given: Callable[[], DocumentAttributes] = DocumentAttributes,
    *,
    saved: str = "",
    limits: Limits | None = None,
) -> Document:
    """The document of a file whose bytes are given: on the command line and over HTTP alike.

    Args:
        id: The document's id.
        path: The file's name; it is not opened.
        data: Its bytes.
        given: Called once the file is read; what it returns wins over what the file says about itself.
        saved: When the file was last written.
        limits: What reading it may take; the defaults without.

    Raises:
        UnreadableFile: The format is not supported, it has no readable text, or it exceeds a limit.
        InvalidInput: The front matter has no ISO date as `published`, or `given` raises it.
    """
    content, format_ = parse(data, str(path), limits=limits)
    text = content.text
    about = given()
    front = _front_matter(path, text) if format_.media_type == "text/markdown" else DocumentAttributes()
    return Document(
        id=id,
        text=text,
        title=about.title or front.title or content.title or _title(path, text, format_),
        url=about.url or front.url,
        published=about.published or front.published or content.published,
        metadata={**content.metadata, **front.metadata, **about.metadata},
        media_type=format_.media_type,
        file_name=_id(PurePath(path.name)),
        places=content.places,
        modified=about.modified or front.modified or content.modified,
        saved=saved,
        original=data,
        access=front.access if about.access is None else about.access,
    )


def _id(relative: PurePath) -> str:
    # A file name that is not UTF-8 cannot be stored as an id.
    name = relative.as_posix().encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def saved(path: Path) -> str:
    """When the file was last written; empty if it is gone."""
    try:
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return parse_published(moment.isoformat())
    except (OSError, ValueError, OverflowError):
        return ""


def _front_matter(path: PurePath, text: str) -> DocumentAttributes:
    found = front_matter(normalise(text))
    if found.problem and ACCESS_LINE.search(text[: 8 * MAX_LENGTH]):
        raise _unread_labels(path, found.problem)
    if found.problem:
        log.warning("%s: the front matter is read as text: %s.", path, found.problem)
    values = dict(found.values)
    title, url, published = (_pop_text(values, key) for key in ("title", "url", "published"))
    published = parse_published(_iso(published), f"{path}: published")
    if not published and (date := _date_or_empty(values.get("date"))):
        published = date
        del values["date"]
    modified = next(filter(None, (_date_or_empty(values.get(key)) for key in MODIFIED_KEYS)), "")
    if any(key.startswith("access.") for key in values):
        raise _unread_labels(path, "they are nested")
    access = given_labels(values.pop("access", None), f"{path}: access")
    return DocumentAttributes(title, url, published, modified, values, access)


def _unread_labels(path: PurePath, reason: str) -> InvalidInput:
    """The error that a file names labels that cannot be read: it must not be taken without them."""
    return InvalidInput(
        f"Its labels cannot be read: {reason}.", field=f"{path}: access", hint="Write access: [group:hr]."
    )


def _pop_text(values: dict[str, MetadataValue], key: str) -> str:
    """Take out a text; a list stays ordinary metadata."""
    if isinstance(values.get(key, ""), list):
        return ""
    return " ".join(str(values.pop(key, None) or "").split())


def _date_or_empty(value: MetadataValue) -> str:
    """`date` belongs to the site generators: a value that is not an ISO date stays ordinary metadata."""
    try:
        return parse_published(_iso(value)) if isinstance(value, str) else ""
    except InvalidInput:
        return ""


def _iso(date: str) -> str:
    return _SPACE_BEFORE_OFFSET.sub("", date.strip())


def _title(path: PurePath, text: str, format_: Format) -> str:
    # In plain text, headings are only guessed.
    if format_.media_type != "text/plain":
        for block in format_.blocks(normalise(text)):
            if block.kind is BlockKind.HEADING and block.level == 1 and block.heading:
                return block.heading
    return " ".join(path.stem.replace("-", " ").replace("_", " ").split())
