"""Blocks: the parts that a document's author made, as spans of a version."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

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
