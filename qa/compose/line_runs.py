"""Lists without bullets: short lines right below a line that is their title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.blocks import Block, BlockKind
from index.documents import Span

#: A title is at most so long, a line below it so long.
LONGEST_TITLE, LONGEST_LINE = 60, 160
#: A title has none of these, but may end in a colon.
_ENDS = (".", "!", "?", ",", ";", ":")


def line_runs(text: str, blocks: Sequence[Block]) -> Iterator[list[Span]]:
    """Runs of paragraphs of one line each without a blank line between: the title first."""
    run: list[Span] = []
    for block in blocks:
        if run and _is_next_line(text, run[-1], block):
            run.append(block.span)
            continue
        if len(run) > 1:
            yield run
        run = [block.span] if _is_title(text, block) else []
    if len(run) > 1:
        yield run


def _is_next_line(text: str, before: Span, block: Block) -> bool:
    between = text[before.end : block.span.start]
    return _is_line(text, block, LONGEST_LINE) and between.count("\n") == 1 and between.isspace()


def _is_title(text: str, block: Block) -> bool:
    words = block.span.of(text).strip()
    return _is_line(text, block, LONGEST_TITLE) and not any(
        mark in words[:-1] + words[-1:].strip(":") for mark in _ENDS
    )


def _is_line(text: str, block: Block, longest: int) -> bool:
    words = block.span.of(text)
    return block.kind is BlockKind.PARAGRAPH and "\n" not in words and len(words) <= longest
