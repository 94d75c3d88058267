"""Which part of a long document its page shows: whole blocks around the cited words, or from an offset on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from index.blocks import Block, BlockKind
from index.documents import Span

#: Code points that one page shows, about; rendering them takes up to a second.
PART = 60_000
#: A part that is longer, because a line of it is, is not rendered.
MAX_RENDERED = 4 * PART
#: The share of a part that stands before the cited words.
BEFORE = 0.3
#: Lines at the start of a long block without which the others have no meaning.
_HEAD_LINES = {BlockKind.TABLE: 2, BlockKind.CODE: 1}


class Part(NamedTuple):
    """A part of a text.

    Args:
        span: Where it is.
        pieces: What of it to render: the span, and before it the head of a block that it begins within.
        earlier: From where on to show the part before; None if there is none.
        later: The same of the part after.
    """

    span: Span
    pieces: Sequence[Span]
    earlier: int | None
    later: int | None


def part_of(text: str, blocks: Sequence[Block], begin: int, cited: Span | None, at: int | None) -> Part:
    """The part to show.

    Args:
        text: The whole text.
        blocks: Its blocks, in order.
        begin: Where its first block may begin: after the front matter.
        cited: What is cited, if anything is.
        at: From where on to show it; None to show it around what is cited.
    """
    if len(text) - begin <= PART:
        return Part(Span(begin, len(text)), [Span(begin, len(text))], None, None)
    wanted = at if at is not None else (cited.start - round(BEFORE * PART) if cited else begin)
    wanted = min(max(wanted, begin), len(text))
    start, head = _start(text, blocks, wanted, begin)
    # From `wanted` on, so that the part before this one reaches to it.
    end = _end(text, blocks, min(max(wanted + PART, cited.end if cited and at is None else 0), len(text)))
    earlier = None if start <= begin else max(begin, start - PART)
    return Part(Span(start, end), [*head, Span(start, end)], earlier, None if end >= len(text) else end)


def _start(text: str, blocks: Sequence[Block], wanted: int, begin: int) -> tuple[int, list[Span]]:
    """The start of the block at `wanted`; of a very long block, the start of a line, and the block's head."""
    block = _block_at(blocks, wanted)
    if block is None or not block.span.start <= wanted < block.span.end:
        return wanted if wanted == begin else _line_start(text, wanted), []
    if wanted - block.span.start < PART // 2:
        return _line_start(text, block.span.start), []
    head = block.span.start
    for _ in range(_HEAD_LINES.get(block.kind, 0)):
        head = text.find("\n", head, wanted) + 1 or head
    start = max(_line_start(text, wanted), head)
    return start, [Span(_line_start(text, block.span.start), head)] if head > block.span.start else []


def _end(text: str, blocks: Sequence[Block], wanted: int) -> int:
    block = _block_at(blocks, wanted)
    end = block.span.end if block and block.span.end - wanted < PART // 2 else wanted
    newline = text.find("\n", max(end, wanted))
    return len(text) if newline < 0 else newline + 1


def _block_at(blocks: Sequence[Block], offset: int) -> Block | None:
    """The last block that begins at `offset` or before it."""
    number = bisect_right(blocks, offset, key=lambda block: block.span.start)
    return blocks[number - 1] if number else None


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1
