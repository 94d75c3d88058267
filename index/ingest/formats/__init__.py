"""How a kind of file becomes text and blocks: the seam for formats.

A format turns bytes into text and says which blocks (paragraphs, headings, list items, ...) the normalised
text has.  Blocks are spans, so nothing downstream ever searches for a position.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol

from index.documents import Span


class BlockKind(StrEnum):
    """What a block is; passages never mix text under different headings."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE = "table"
    CODE = "code"


class Block(NamedTuple):
    """A contiguous slice of a version that belongs together.

    Args:
        span: Where it is, without surrounding white space.
        kind: What it is.
        level: 1 to 6 for a heading, else 0.
        heading: The words of a heading without its markup, else empty.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    heading: str = ""


class Format(Protocol):
    """One kind of document."""

    media_type: str
    suffixes: tuple[str, ...]

    def text(self, data: bytes) -> str:
        """Decode a file.  Raises `UnreadableFile` for bytes that are not this format."""
        ...

    def blocks(self, text: str) -> list[Block]:
        """The blocks of normalised `text`, in order, not overlapping."""
        ...
