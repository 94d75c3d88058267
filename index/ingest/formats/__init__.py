"""The protocol of a file format: bytes to text, and text to blocks.

A format decodes a file and divides the normalised text into blocks: paragraphs, headings, list items and
others.  Blocks are spans, so no later step has to search for a position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from index.blocks import Block, BlockKind
from index.documents import MetadataValue
from index.places import Place, Places

__all__ = ["Block", "BlockKind", "Content", "Describing", "Format", "Place", "Places"]


@runtime_checkable
class Format(Protocol):
    """One file format."""

    media_type: str
    suffixes: tuple[str, ...]

    def text(self, data: bytes) -> str:
        """Decode a file.  Raises `UnreadableFile` for bytes that are not this format."""
        ...

    def blocks(self, text: str) -> list[Block]:
        """The blocks of normalised `text`, in order, not overlapping."""
        ...


class Content(NamedTuple):
    """What a file says: its text, and what it tells about itself.

    Args:
        text: The text, not yet normalised.
        title: Empty where the file does not say.
        published: ISO 8601 date or date-time, or empty.
        metadata: Such as `author`.
        places: Where in the file the parts of the text stand; offsets into `text`.
        modified: ISO 8601 date or date-time of the last change, or empty.
    """

    text: str
    title: str = ""
    published: str = ""
    metadata: Mapping[str, MetadataValue] = {}
    places: Places = ()
    modified: str = ""


class Member(NamedTuple):
    """A file within a file.

    Args:
        name: Its path within it, with `/`.
        data: Gives its bytes.  Raises `UnreadableFile`.
    """

    name: str
    data: Callable[[], bytes]


@runtime_checkable
class Container(Protocol):
    """A file that holds other files: an archive; an e-mail, which is a document, too."""

    def members(self, data: bytes) -> list[Member]:
        """The files in it, by names that differ.  Raises `UnreadableFile`."""
        ...


@runtime_checkable
class Describing(Protocol):
    """A format whose files describe themselves: by a title, an author, a date, or by places such as pages."""

    def content(self, data: bytes) -> Content:
        """The text and what the file tells about itself.  Raises `UnreadableFile`."""
        ...


def content_of(format_: Format, data: bytes) -> Content:
    """What a file of a format says.  Raises `UnreadableFile`."""
    return format_.content(data) if isinstance(format_, Describing) else Content(format_.text(data))
