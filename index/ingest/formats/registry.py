"""The supported formats, found by file suffix or media type."""

from __future__ import annotations

from pathlib import Path

from index.errors import InvalidInput, UnreadableFile
from index.ingest.formats import Format
from index.ingest.formats.markdown import Markdown
from index.ingest.formats.text import PlainText

SUPPORTED = "Text (.txt, .text or no suffix) and Markdown (.md, .markdown) are"
FORMATS: tuple[Format, ...] = (PlainText(), Markdown())


def for_path(path: Path) -> Format:
    """The format for the suffix of `path`; case does not matter.

    Raises:
        UnreadableFile: There is no format for this suffix.
    """
    suffix = path.suffix.lower()
    for format_ in FORMATS:
        if suffix in format_.suffixes:
            return format_
    raise UnreadableFile(
        f"Files ending in {suffix} are not supported.",
        field=str(path),
        hint=f"{SUPPORTED}: save it as one of them.",
    )


def for_media_type(name: str) -> Format:
    """The format for a media type; parameters such as `; charset=utf-8` and case do not matter.

    Raises:
        InvalidInput: There is no format for this media type.
    """
    wanted = name.split(";", 1)[0].strip().lower()
    for format_ in FORMATS:
        if format_.media_type == wanted:
            return format_
    known = ", ".join(format_.media_type for format_ in FORMATS)
    raise InvalidInput(
        f"The media type {name!r} is not supported.", field="media_type", hint=f"Use one of {known}."
    )
