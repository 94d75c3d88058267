"""Cut a version into passages, the units of retrieval.

Passages follow the author's own divisions: headings, then blocks, then sentences.  A heading starts the
passage below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.documents import Passage, Span
from index.ingest.formats import Block, BlockKind
from index.ingest.packing import Atom, Unit, atoms, pack, split
from index.ingest.sentences import sentences
from index.ingest.token_offsets import TokenCounter, TokenOffsets

LINE = re.compile(r"[^\n]+")


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
        units: list[Unit] = []
        for block in _with_headings(section):
            units.extend(split(_atoms(offsets, block, sizes.most), sizes.most, sizes.overlap))
        packs = pack(units, sizes.least, sizes.most)
        passages.extend(_passage(section.path, packed) for packed in packs)
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
        path = tuple(heading.heading for heading in above if heading.heading)
        section = _Section(path, [*section.headings, block], [])
    if section.headings or section.body:
        yield section


def _with_headings(section: _Section) -> list[list[Block]]:
    """The blocks of the body, each in a list of its own; the first also has the headings."""
    first, *rest = [[block] for block in section.body] or [[]]
    return [[*section.headings, *first], *rest]


def _atoms(offsets: TokenOffsets, blocks: Sequence[Block], most: int) -> list[Atom]:
    return [
        atom
        for block in blocks
        for sentence in _block_sentences(offsets.text, block)
        for atom in atoms(offsets, sentence, most)
    ]


def _block_sentences(text: str, block: Block) -> list[Span]:
    """The sentences of a block.  Every row of a table and every line of code is one."""
    if block.kind is BlockKind.HEADING:
        return [block.span]
    if block.kind not in (BlockKind.TABLE, BlockKind.CODE):
        return sentences(text, block.span)
    spans = []
    for line in LINE.finditer(text, block.span.start, block.span.end):
        words = line.group()
        if not words.isspace():
            start = line.start() + len(words) - len(words.lstrip())
            spans.append(Span(start, start + len(words.strip())))
    return spans


def _passage(path: tuple[str, ...], units: Sequence[Unit]) -> Passage:
    spans = tuple(atom.span for unit in units for atom in unit.atoms)
    return Passage(Span(spans[0].start, spans[-1].end), path, spans)
