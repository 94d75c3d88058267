"""Parse a file: the one way from bytes to `Content`.

Plain text and Markdown are decoded here.  The parsers of all other formats run in a worker process with
limits on time and memory: a file that hangs, crashes or fills it fails alone, and the next file gets another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from index.errors import NotFound, UnreadableFile
from index.ingest.formats import Content, Format, content_of
from index.ingest.formats.content_types import HEAD
from index.ingest.formats.limits import Limits
from index.ingest.formats.registry import for_media_type, format_of
from index.ingest.parsing.pool import shared_pool

#: Formats that need no foreign parser.
PLAIN = ("text/plain", "text/markdown")


class Parsed(NamedTuple):
    """What a file says, and its format."""

    content: Content
    format: Format


def parse(source: Path | bytes, name: str, media_type: str = "", limits: Limits | None = None) -> Parsed:
    """Read a file of any format.

    Args:
        source: The file, or its bytes.
        name: The name of the file: its suffix helps to tell the format, and errors name it.
        media_type: Of its format; empty to tell it by name and content.
        limits: What reading may take; the defaults without.

    Raises:
        NotFound: The file is gone.
        UnreadableFile: Its format is not supported, it is damaged or has no text, or it exceeds a limit.
        InvalidInput: There is no format for the media type.
    """
    limits = limits or Limits()
    with _named(name):
        head, size = _start(source)
        _check_size(size, limits)
        format_ = for_media_type(media_type) if media_type else format_of(Path(name), head)
        if format_.media_type in PLAIN:
            data = source if isinstance(source, bytes) else source.read_bytes()
            return Parsed(content_of(format_, data), format_)
        return Parsed(shared_pool().content(format_.media_type, source, limits), format_)


def file_bytes(path: Path, limits: Limits) -> bytes:
    """The bytes of a file.  Raises `NotFound`, and `UnreadableFile` where it is too large."""
    with _named(str(path)):
        _check_size(path.stat().st_size, limits)
        return path.read_bytes()


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise UnreadableFile(
            f"The file has {size:,} bytes; {limits.file_bytes:,} are allowed.",
            hint="Divide it, or raise the setting `parsing_file_mb`.",
        )


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Errors name the file."""
    try:
        yield
    except UnreadableFile as error:
        raise type(error)(error.detail, field=name, hint=error.hint) from error
    except FileNotFoundError as error:
        raise NotFound("The file is not there.", field=name, hint="Check the path.") from error
    except OSError as error:
        raise UnreadableFile(
            f"The file cannot be read: {error.strerror}.", field=name, hint="Make it readable."
        ) from error


def _start(source: Path | bytes) -> tuple[bytes, int]:
    """The first bytes of a file, and its size."""
    if isinstance(source, bytes):
        return source[:HEAD], len(source)
    with source.open("rb") as file:
        return file.read(HEAD), os.fstat(file.fileno()).st_size
