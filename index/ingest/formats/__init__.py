"""The protocol of a file format: bytes to text, and text to blocks.

A format decodes a file and divides the normalised text into blocks: paragraphs, headings, list items and
others.  Blocks are spans, so no later step has to search for a position.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol

from index.documents import Span


class BlockKind(StrEnum):
    """The kind of a block.  Passages never mix text under different headings."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE = "table"
    CODE = "code"


class Block(NamedTuple):
    """A contiguous slice of a version that belongs together.

    Args:
        span: Its position, without surrounding white space.
        kind: Its kind.
        level: 1 to 6 for a heading, else 0.
        heading: The words of a heading without markup, else empty.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    heading: str = ""


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
