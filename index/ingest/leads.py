"""What leads to a block: the caption and the unit line of a table with its header, the line before a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.blocks import Block, BlockKind
from index.documents import Span
from index.ingest.sentences import sentences
from index.readable.tables import header_with_rule

#: A longer sentence is no caption, and no line that leads to a list.
MOST_CHARACTERS = 240
#: Lines above a table that belong to it, such as its caption and its unit.
MOST_LINES = 2
_LEADS_ON = (":", "：")


class LedBlocks(NamedTuple):
    """Blocks that belong together, and what leads to the last of them.

    Args:
        blocks: The block, after those that say nothing but what leads to it.
        lead: Spans before its first row or item, in order: also within blocks that stand before `blocks`.
    """

    blocks: tuple[Block, ...]
    lead: tuple[Span, ...] = ()


def with_leads(text: str, blocks: Sequence[Block]) -> list[LedBlocks]:
    """The blocks below one heading, each with what leads to it.  The items of one list have one lead."""
    led: list[LedBlocks] = []
    lead: tuple[Span, ...] = ()
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else None
        if block.kind is BlockKind.TABLE:
            lines, lead = _above_table(text, blocks[:at])
            del led[len(led) - lines :]
            header = header_with_rule(text, block.span)
            lead = (*lead, header) if header.start < header.end else lead
            led.append(LedBlocks((*blocks[at - lines : at], block), lead))
        elif block.kind is not BlockKind.LIST_ITEM:
            led.append(LedBlocks((block,)))
        elif before and before.kind is BlockKind.LIST_ITEM:
            led.append(LedBlocks((block,), lead))
        else:
            found = _last_sentence(text, before) if before else None
            lead = (found,) if found and found.of(text).endswith(_LEADS_ON) else ()
            alone = bool(before and lead and before.span == lead[0])
            del led[len(led) - alone :]
            led.append(LedBlocks(tuple(blocks[at - alone : at + 1]), lead))
    return led


def _above_table(text: str, blocks: Sequence[Block]) -> tuple[int, tuple[Span, ...]]:
    """How many blocks above a table say nothing but what leads to it, and the spans that do."""
    lines = 0
    lead: tuple[Span, ...] = ()
    for block in reversed(blocks[-MOST_LINES:]):
        found = _last_sentence(text, block)
        if found is None:
            break
        lead = (found, *lead)
        if found != block.span:
            break
        lines += 1
    return lines, lead


def _last_sentence(text: str, block: Block) -> Span | None:
    """The last sentence of a paragraph; None where it is too long."""
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    found = sentences(text, block.span)[-1]
    return found if found.end - found.start <= MOST_CHARACTERS else None
