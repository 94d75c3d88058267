"""The protocol of a file format: bytes to text, and text to blocks.

A format decodes a file and divides the normalised text into blocks: paragraphs, headings, list items and
others.  Blocks are spans, so no later step has to search for a position.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from index.blocks import Block, BlockKind
from index.documents import MetadataValue
from index.places import Place, Places

__all__ = ["Block", "BlockKind", "Content", "Describing", "Format", "Place", "Places"]


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
    """

    text: str
    title: str = ""
    published: str = ""
    metadata: Mapping[str, MetadataValue] = {}
    places: Places = ()


@runtime_checkable
class Describing(Protocol):
    """A format whose files describe themselves: by a title, an author, a date, or by places such as pages."""

    def content(self, data: bytes) -> Content:
        """The text and what the file tells about itself.  Raises `UnreadableFile`."""
        ...
