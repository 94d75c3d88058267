"""Split what is too long and join what is too short: the arithmetic of passages.

An *atom* is a sentence, or part of one that is too long; nothing is cut finer.  A *unit* is a run of atoms
that stays together: a block, or one of the balanced parts of a block that is too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.documents import Span
from index.ingest.token_offsets import Ruler

CLAUSE_END = re.compile(r"[,;:)\]—–،、，；][\"'”’»]*\s+")
WHITE_SPACE = re.compile(r"\s+")


class Atom(NamedTuple):
    """A sentence or a part of one, and its tokens."""

    span: Span
    tokens: int


class Unit(NamedTuple):
    """Atoms that stay together, and their tokens; the first `repeated` atoms also end the unit before it."""

    atoms: tuple[Atom, ...]
    tokens: int
    repeated: int = 0

    def fresh(self) -> Unit:
        """The unit without what it repeats, to be put behind the unit before it."""
        return unit(self.atoms[self.repeated :]) if self.repeated else self


def unit(atoms: Sequence[Atom]) -> Unit:
    """A unit of these atoms."""
    return Unit(tuple(atoms), sum(atom.tokens for atom in atoms))


def atoms(ruler: Ruler, sentence: Span, most: int) -> Iterator[Atom]:
    """The sentence itself, or pieces of like length of at most `most` tokens.

    Cut at the end of a clause where one is near, else at white space, else before a token.
    """
    start, end = sentence
    while (left := ruler.count(start, end)) > most:
        cut = _cut(ruler, start, end, left, most)
        words = ruler.text[start:cut]
        yield Atom(Span(start, start + len(words.rstrip())), ruler.count(start, cut))
        rest = ruler.text[cut : cut + 1]
        start = cut
        while rest.isspace():
            start += 1
            rest = ruler.text[start : start + 1]
    yield Atom(Span(start, end), ruler.count(start, end))


def _cut(ruler: Ruler, start: int, end: int, left: int, most: int) -> int:
    parts = -(-left // most)
    ideal = ruler.after(start, max(1, left // parts))
    latest = min(end, ruler.after(start, most))
    earliest = ruler.after(start, max(1, left // parts // 2))
    for pattern in (CLAUSE_END, WHITE_SPACE):
        ends = [match.end() for match in pattern.finditer(ruler.text, earliest, latest)]
        if ends:
            return min(ends, key=lambda cut: abs(cut - ideal))
    return ruler.whole_characters(start, ideal) if ideal > start else start + 1


def split(block: Sequence[Atom], most: int, overlap: int) -> list[Unit]:
    """The block as one unit, or as balanced units of at most `most` tokens.

    Args:
        block: The atoms of one block, none longer than `most`.
        most: The most tokens of a unit.
        overlap: So many atoms of one unit are repeated at the start of the next, as far as they fit.
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
    """The end and the tokens of the part that starts at `at`, nearest to an even share of what is left."""
    share = left / -(-left // room) if left else 0
    end, tokens = at + 1, block[at].tokens
    while end < len(block):
        more = tokens + block[end].tokens
        if more > room or abs(more - share) > abs(tokens - share):
            break
        end, tokens = end + 1, more
    return end, tokens


def pack(units: Sequence[Unit], least: int, most: int) -> list[list[Unit]]:
    """Join neighbours until they have `least` tokens, never more than `most`; then even out the last two."""
    packs: list[list[Unit]] = []
    tokens = 0
    for at, item in enumerate(units):
        fresh = item.fresh()
        fits = tokens + fresh.tokens <= most
        # What would be left alone otherwise is better taken along.
        alone = fresh.tokens < least and (
            at + 1 == len(units) or item.tokens + units[at + 1].fresh().tokens > most
        )
        if packs and fits and (tokens < least or alone):
            packs[-1].append(fresh)
            tokens += fresh.tokens
        else:
            packs.append([item])
            tokens = item.tokens
    if len(packs) > 1 and tokens < least:
        _even_out(packs[-2], packs[-1], most)
    return packs


def _even_out(before: list[Unit], last: list[Unit], most: int) -> None:
    full = sum(item.tokens for item in before)
    short = sum(item.tokens for item in last)
    while len(before) > 1:
        repeated = last[0].tokens - last[0].fresh().tokens
        if short - repeated + before[-1].tokens > min(most, full):
            break
        moved = before.pop()
        last[:1] = [moved, last[0].fresh()]
        full -= moved.tokens
        short += moved.tokens - repeated
