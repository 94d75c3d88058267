"""Split blocks that are too long for a passage, and join blocks that are too short.

An *atom* is a sentence, or a part of a sentence that is too long for one passage.  Atoms are never split.
A *unit* is a run of atoms that stays together: a block, or one of the balanced parts of a block that is too
long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.documents import Span
from index.ingest.token_offsets import TokenOffsets

CLAUSE_END = re.compile(r"[,;:)\]—–،、，；][\"'”’»]*\s+")
WHITE_SPACE = re.compile(r"\s+")


class Atom(NamedTuple):
    """A sentence or a part of one, and its number of tokens."""

    span: Span
    tokens: int


class Unit(NamedTuple):
    """Atoms that stay together.

    Args:
        atoms: In order.
        tokens: Of all atoms.
        repeated: How many of the first atoms are also the last ones of the unit before.
    """

    atoms: tuple[Atom, ...]
    tokens: int
    repeated: int = 0

    def without_repeats(self) -> Unit:
        """The unit without its repeated atoms, to be joined to the unit before it."""
        return unit(self.atoms[self.repeated :]) if self.repeated else self


def unit(atoms: Sequence[Atom]) -> Unit:
    """A unit of these atoms."""
    return Unit(tuple(atoms), sum(atom.tokens for atom in atoms))


def atoms(offsets: TokenOffsets, sentence: Span, most: int) -> Iterator[Atom]:
    """The sentence itself, or parts of similar length with at most `most` tokens each.

    It is cut at the end of a clause if one is near, else at white space, else before a token.
    """
    start, end = sentence
    while (left := offsets.count(start, end)) > most:
        cut = _cut(offsets, start, end, left, most)
        words = offsets.text[start:cut]
        yield Atom(Span(start, start + len(words.rstrip())), offsets.count(start, cut))
        rest = offsets.text[cut : cut + 1]
        start = cut
        while rest.isspace():
            start += 1
            rest = offsets.text[start : start + 1]
    yield Atom(Span(start, end), offsets.count(start, end))


def _cut(offsets: TokenOffsets, start: int, end: int, left: int, most: int) -> int:
    parts = -(-left // most)
    ideal = offsets.end_of(start, max(1, left // parts))
    latest = min(end, offsets.end_of(start, most))
    earliest = offsets.end_of(start, max(1, left // parts // 2))
    for pattern in (CLAUSE_END, WHITE_SPACE):
        ends = [match.end() for match in pattern.finditer(offsets.text, earliest, latest)]
        if ends:
            return min(ends, key=lambda cut: abs(cut - ideal))
    return offsets.character_boundary(start, ideal) if ideal > start else start + 1


def split(block: Sequence[Atom], most: int, overlap: int) -> list[Unit]:
    """The block as one unit, or as balanced units of at most `most` tokens.

    Args:
        block: The atoms of one block, none longer than `most`.
        most: The most tokens of a unit.
        overlap: How many atoms of one unit are repeated at the start of the next, as far as they fit.
    """
    whole = unit(block)
    if whole.tokens <= most:
        return [whole]
    room = max(most // 2, most - overlap * whole.tokens // len(block)) if overlap else most
    units: list[Unit] = []
    at, left = 0, whole.tokens
    while at < len(block):
        end, tokens = _part(block, at, left, room)
        first, total = at, tokens
        while first > max(0, at - overlap) and total + block[first - 1].tokens <= most:
            first -= 1
            total += block[first].tokens
        units.append(Unit(tuple(block[first:end]), total, at - first))
        at, left = end, left - tokens
    return units


def _part(block: Sequence[Atom], at: int, left: int, room: int) -> tuple[int, int]:
    """The end and the tokens of the part that starts at `at`: as near as possible to an even share."""
    share = left / -(-left // room) if left else 0
    end, tokens = at + 1, block[at].tokens
    while end < len(block):
        more = tokens + block[end].tokens
        if more > room or abs(more - share) > abs(tokens - share):
            break
        end, tokens = end + 1, more
    return end, tokens


def pack(units: Sequence[Unit], least: int, most: int) -> list[list[Unit]]:
    """Join neighbours until they have `least` tokens, never more than `most`; then balance the last two."""
    packs: list[list[Unit]] = []
    tokens = 0
    for at, item in enumerate(units):
        added = item.without_repeats()
        fits = tokens + added.tokens <= most
        # A short unit that neither neighbour could take later is joined now.
        alone = added.tokens < least and (
            at + 1 == len(units) or item.tokens + units[at + 1].without_repeats().tokens > most
        )
        if packs and fits and (tokens < least or alone):
            packs[-1].append(added)
            tokens += added.tokens
        else:
            packs.append([item])
            tokens = item.tokens
    if len(packs) > 1 and tokens < least:
        _balance(packs[-2], packs[-1], most)
    return packs


def _balance(before: list[Unit], last: list[Unit], most: int) -> None:
    full = sum(item.tokens for item in before)
    short = sum(item.tokens for item in last)
    while len(before) > 1:
        repeated = last[0].tokens - last[0].without_repeats().tokens
        if short - repeated + before[-1].tokens > min(most, full):
            break
        moved = before.pop()
        last[:1] = [moved, last[0].without_repeats()]
        full -= moved.tokens
        short += moved.tokens - repeated
