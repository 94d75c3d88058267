"""Cut a version into passages, the units of retrieval.

Passages follow the author's own divisions: headings, then blocks, then sentences.  A heading starts the
passage below it.  A table is cut between rows; a list stays whole with the line that leads to it, if it fits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from index.documents import Passage, Span
from index.ingest.formats import Block, BlockKind
from index.ingest.leads import LedBlocks, with_leads
from index.ingest.packing import Atom, Unit, atoms, pack, split
from index.ingest.sentences import sentences
from index.ingest.token_offsets import TokenCounter, TokenOffsets
from index.readable.tables import header_with_rule, told_rows

LINE = re.compile(r"[^\n]+")
#: Code points of a heading, and of a line above a list or a table, that every passage below it carries.
LONGEST_HEADING = 500
LONGEST_LEAD = 4000


@dataclass(frozen=True, slots=True)
class PassageSizes:
    """How long a passage may be, in tokens of the embedding model.

    Fingerprints of stored documents are made from this `repr`: after renaming the class or a field,
    every document looks changed.

    Args:
        least: Neighbouring blocks are joined until a passage has this many.
        most: No passage has more.
        overlap: How many sentences are repeated at the start of the next passage of a split block, as far as
            they fit.
    """

    least: int = 120
    most: int = 200
    overlap: int = 0


class _Section(NamedTuple):
    """Consecutive headings, and the blocks up to the next heading.

    Args:
        path: The words of all headings above the body, outermost first.
    """

    path: tuple[str, ...]
    headings: list[Block]
    body: list[Block]


def cut(text: str, blocks: Sequence[Block], counter: TokenCounter, sizes: PassageSizes) -> list[Passage]:
    """Cut `text` into passages.

    Args:
        text: A version's text (normalised).
        blocks: Its blocks, in order, not overlapping.
        counter: Counts tokens of the embedding model; called about once per 100,000 code points.
        sizes: In tokens.

    Returns:
        Passages in order.  Each is contiguous, begins and ends with a sentence, and lies under one heading
        path.  None has more than `sizes.most` tokens.  Every character of every block that is not white space
        is in one passage, or in two if `sizes.overlap` says so.
    """
    offsets = TokenOffsets(text, counter)
    passages: list[Passage] = []
    for section in _sections(offsets, blocks, sizes.least):
        led = with_leads(text, section.body)
        units: list[Unit] = []
        for group in _groups(offsets, section.headings, led, sizes.most):
            units.extend(split(_atoms(offsets, group, counter, sizes.most), sizes.most, sizes.overlap))
        packs = pack(units, sizes.least, sizes.most)
        starts = [one.blocks[0].span.start for one in led]
        for packed in packs:
            at = bisect_right(starts, packed[0].atoms[0].span.start) - 1
            passages.append(_passage(text, section.path, led[at] if at >= 0 else None, packed))
    return passages


def _sections(offsets: TokenOffsets, blocks: Sequence[Block], least: int) -> Iterator[_Section]:
    above: list[Block] = []
    section = _Section((), [], [])
    pending = 0
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            section.body.append(block)
            continue
        # Headings without text wait for the text that follows, unless they fill a passage by themselves
        # (a table of contents).
        if section.body or pending >= least:
            yield section
            section, pending = _Section((), [], []), 0
        while above and above[-1].level >= block.level:
            above.pop()
        above.append(block)
        pending += max(1, offsets.count(*block.span))
        path = tuple(_short(heading.heading) for heading in above if heading.heading)
        section = _Section(path, [*section.headings, block], [])
    if section.headings or section.body:
        yield section


def _short(heading: str) -> str:
    """A heading as every passage below it carries it: whole, but for one that is longer than any title."""
    if len(heading) <= LONGEST_HEADING:
        return heading
    return heading[: LONGEST_HEADING + 1].rpartition(" ")[0] or heading[:LONGEST_HEADING]


def _groups(
    offsets: TokenOffsets, headings: Sequence[Block], led: Sequence[LedBlocks], most: int
) -> list[list[Block]]:
    """The blocks that are cut together: each with what leads to it, a whole list if it fits.

    The first group also has the headings.
    """
    groups: list[list[Block]] = []
    for one in led:
        before = groups[-1] if groups else []
        goes_on = before and before[-1].kind is BlockKind.LIST_ITEM is one.blocks[0].kind
        if goes_on and offsets.count(before[0].span.start, one.blocks[-1].span.end) <= most:
            before.extend(one.blocks)
        else:
            groups.append([*one.blocks])
    first, *rest = groups or [[]]
    return [[*headings, *first], *rest]


def _atoms(offsets: TokenOffsets, blocks: Sequence[Block], counter: TokenCounter, most: int) -> list[Atom]:
    found: list[Atom] = []
    for block in blocks:
        spans = _block_sentences(offsets.text, block)
        told = _told_lengths(offsets.text, block, spans, counter)
        for span, length in zip(spans, told, strict=True):
            parts = list(atoms(offsets, span, most))
            # A row is embedded with the names of its columns.
            found.extend(
                [Atom(span, min(length, most))] if len(parts) == 1 and length > parts[0].tokens else parts
            )
    return found


def _told_lengths(text: str, block: Block, spans: Sequence[Span], counter: TokenCounter) -> list[int]:
    """The tokens of the rows of a table, told as sentences; 0 for what is not told."""
    rows = told_rows(block.span.of(text), None) if block.kind is BlockKind.TABLE else {}
    if not rows:
        return [0] * len(spans)
    told = [rows.get(span.moved(-block.span.start), "") for span in spans]
    offsets = TokenOffsets("\n".join(told), counter)
    ends = list(accumulate(len(words) + 1 for words in told))
    return [offsets.count(end - len(words) - 1, end) for words, end in zip(told, ends, strict=True)]


def _block_sentences(text: str, block: Block) -> list[Span]:
    """The sentences of a block.  Every row of a table, its header, and every line of code is one."""
    if block.kind is BlockKind.HEADING:
        return [block.span]
    if block.kind not in (BlockKind.TABLE, BlockKind.CODE):
        return sentences(text, block.span)
    start = block.span.start
    header = header_with_rule(text, block.span) if block.kind is BlockKind.TABLE else Span(start, start)
    spans = [header] if header.start < header.end else []
    for line in LINE.finditer(text, header.end, block.span.end):
        words = line.group()
        if not words.isspace():
            start = line.start() + len(words) - len(words.lstrip())
            spans.append(Span(start, start + len(words.strip())))
    return spans


def _passage(text: str, path: tuple[str, ...], led: LedBlocks | None, units: Sequence[Unit]) -> Passage:
    """The passage of some units; `led` are the last blocks that begin before them, if any do."""
    spans = tuple(atom.span for unit in units for atom in unit.atoms)
    start = spans[0].start
    lead = led.lead if led and start < led.blocks[-1].span.end else ()
    above = tuple(
        span.of(text) for span in lead if span.end <= start and span.end - span.start <= LONGEST_LEAD
    )
    return Passage(Span(start, spans[-1].end), path, spans, above)
