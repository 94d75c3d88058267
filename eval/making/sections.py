"""The sections of a document: a heading and the blocks right below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from eval.making.made import SourceText
from eval.making.phrases import one_line
from index.blocks import Block, BlockKind


class Section(NamedTuple):
    """A heading and what stands between it and the next.

    Args:
        heading: Its words; empty before the first heading.
        level: 1 to 6; 0 before the first.
        blocks: Without headings.
    """

    heading: str
    level: int
    blocks: Sequence[Block]


def sections(source: SourceText) -> Iterator[Section]:
    """All sections with blocks, in order."""
    heading, level = "", 0
    held: list[Block] = []
    for block in source.blocks:
        if block.kind is BlockKind.HEADING:
            if held:
                yield Section(heading, level, held)
            heading, level, held = one_line(block.heading).rstrip(":"), block.level, []
        else:
            held.append(block)
    if held:
        yield Section(heading, level, held)
