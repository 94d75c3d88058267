"""Sets of rows that a question's words pick out of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import combinations
from typing import NamedTuple

import numpy as np

from qa.read.table_questions.asked import AskedOfTable, name_vector
from qa.read.table_questions.cell_values import ColumnKind
from qa.read.table_questions.table import Table

#: Words of a phrase that is looked for in cells, and sets of a kind that are kept.
LONGEST, MOST_MATCHES, MOST_PAIRS, MOST_COMPARED = 7, 12, 8, 8
#: Letters that two words share from their beginning to be related ("Italy", "Italian"), and their share.
ALIKE, ALIKE_SHARE = 4, 0.6
#: Values of a column that its cells are told apart by, cosine of a word that is near one, and sets of that kind.
MOST_CLASSES, NEAREST, MOST_NEAR = 12, 0.4, 4


class SetKind(IntEnum):
    """How the rows of a set are chosen."""

    ALL = 0
    MATCH = 1
    BOTH = 2
    EITHER = 3
    ABOVE = 4
    BELOW = 5
    REST = 6
    LIKE = 7
    EMPTY = 8
    FILLED = 9
    NEAR = 10


class RowSet(NamedTuple):
    """Rows, in order.

    Args:
        columns: In which its words were found.
        words: Places of the question's words that it uses.
        exact: Share of its rows whose cell is just these words.
    """

    rows: tuple[int, ...]
    kind: SetKind
    columns: tuple[int, ...] = ()
    words: frozenset[int] = frozenset()
    exact: float = 0.0


def row_sets(asked: AskedOfTable, table: Table) -> list[RowSet]:
    """All sets of rows that may be asked for; all rows first."""
    everything = table.entries
    found = {everything: RowSet(everything, SetKind.ALL)}
    matches = _best(_matches(asked, table), MOST_MATCHES)
    near = _near(asked, table, frozenset().union(*(one.words for one in matches)))
    for one in [*matches, *_of_several(asked, matches), *near, *_compared(asked, table), *_filled(table)]:
        found.setdefault(one.rows, one)
    for one in matches[:4]:
        rest = tuple(row for row in everything if row not in set(one.rows))
        if rest:
            found.setdefault(rest, one._replace(rows=rest, kind=SetKind.REST))
    return list(found.values())


def _best(sets: Sequence[RowSet], most: int) -> list[RowSet]:
    return sorted(sets, key=lambda one: (-len(one.words), -one.exact, len(one.rows)))[:most]


def _matches(asked: AskedOfTable, table: Table) -> list[RowSet]:
    """A set for each longest phrase of the question that stands in cells of a column."""
    found = []
    for column in range(len(table.names)):
        cells = [asked.terms_of(row[column].words) for row in table.rows]
        phrases: dict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        for row, terms in enumerate(cells):
            for start in range(len(terms)):
                for end in range(start + 1, min(start + LONGEST, len(terms)) + 1):
                    phrases[terms[start:end]][row] = None
        for start, end in _longest(asked, phrases):
            words = frozenset(range(start, end))
            phrase = asked.terms[start:end]
            rows = tuple(phrases[phrase])
            whole = tuple(row for row in rows if cells[row] == phrase)
            found.append(RowSet(rows, SetKind.MATCH, (column,), words, len(whole) / len(rows)))
            if whole and len(whole) < len(rows):
                found.append(RowSet(whole, SetKind.MATCH, (column,), words, 1.0))
        found += _alike(asked, column, cells, phrases)
    return found


def _longest(asked: AskedOfTable, phrases: dict[tuple[str, ...], dict[int, None]]) -> Iterator[tuple[int, int]]:
    """The longest phrases with a content word that are in `phrases`, none within another."""
    done = 0
    for start in range(len(asked.terms)):
        for end in range(min(start + LONGEST, len(asked.terms)), max(start, done), -1):
            if asked.terms[start:end] in phrases and any(asked.is_content[start:end]):
                yield start, end
                done = end
                break


def _alike(
    asked: AskedOfTable,
    column: int,
    cells: Sequence[tuple[str, ...]],
    phrases: dict[tuple[str, ...], dict[int, None]],
) -> Iterator[RowSet]:
    """A set for each content word that a column has only in another form."""
    words = {phrase[0] for phrase in phrases if len(phrase) == 1}
    for n, (term, is_content) in enumerate(zip(asked.terms, asked.is_content, strict=True)):
        if is_content and not term.isdecimal() and len(term) >= ALIKE and (term,) not in phrases:
            alike = {word for word in words if _are_alike(term, word)}
            rows = tuple(row for row, terms in enumerate(cells) if not alike.isdisjoint(terms)) if alike else ()
            if rows:
                yield RowSet(rows, SetKind.LIKE, (column,), frozenset((n,)))


def _are_alike(one: str, other: str) -> bool:
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared == len(other) and shared >= ALIKE - 1:
        return True
    return shared >= ALIKE and shared >= ALIKE_SHARE * max(len(one), len(other))


def _near(asked: AskedOfTable, table: Table, known: frozenset[int]) -> list[RowSet]:
    """A set for a content word whose meaning is near that of a value that a column has in several rows."""
    open_words = [n for n, is_content in enumerate(asked.is_content) if is_content and n not in known]
    found: list[tuple[float, RowSet]] = []
    for column in range(len(table.names)) if open_words else ():
        cells = [table.rows[row][column].words.casefold() for row in table.entries]
        values = [*dict.fromkeys(filter(None, cells))]
        if table.kinds[column] is not ColumnKind.TEXT or not 1 < len(values) <= MOST_CLASSES:
            continue
        alike = np.stack([name_vector(value) for value in values]) @ asked.vectors[open_words].T
        for place, word in enumerate(open_words):
            best = int(alike[:, place].argmax())
            if alike[best, place] >= NEAREST:
                rows = tuple(r for r, cell in zip(table.entries, cells, strict=True) if cell == values[best])
                one = RowSet(rows, SetKind.NEAR, (column,), frozenset((word,)), float(alike[best, place]))
                found.append((one.exact, one))
    found.sort(key=lambda one: -one[0])
    return [one for _, one in found[:MOST_NEAR]]


def _of_several(asked: AskedOfTable, matches: Sequence[RowSet]) -> Iterator[RowSet]:
    """Rows with both phrases, of two columns; rows with either, of one column."""
    both, either = [], []
    for one, other in combinations(matches, 2):
        if one.words & other.words:
            continue
        words, columns = one.words | other.words, tuple(sorted({*one.columns, *other.columns}))
        exact = (one.exact + other.exact) / 2
        rows = tuple(row for row in one.rows if row in set(other.rows))
        if rows and len(rows) < min(len(one.rows), len(other.rows)):
            both.append(RowSet(rows, SetKind.BOTH, columns, words, exact))
        if one.columns == other.columns and not rows:
            merged = tuple(sorted({*one.rows, *other.rows}))
            either.append(RowSet(merged, SetKind.EITHER, columns, words, exact))
    yield from _best(both, MOST_PAIRS)
    triples = [
        RowSet(rows, SetKind.BOTH, (*one.columns, *other.columns), one.words | other.words, one.exact)
        for one in both[:4]
        for other in matches
        if not one.words & other.words
        and (rows := tuple(row for row in one.rows if row in set(other.rows)))
        and len(rows) < len(one.rows)
    ]
    yield from _best(triples, MOST_PAIRS // 2)
    yield from _best(either, MOST_PAIRS)


def _filled(table: Table) -> Iterator[RowSet]:
    """Rows with and without anything in a column that has both."""
    for column in range(len(table.names)):
        filled = [any(map(str.isalnum, row[column].words)) for row in table.rows]
        if not all(filled) and any(filled):
            for kind, wanted in ((SetKind.FILLED, True), (SetKind.EMPTY, False)):
                rows = tuple(row for row, is_filled in enumerate(filled) if is_filled is wanted)
                yield RowSet(rows, kind, (column,))


def _compared(asked: AskedOfTable, table: Table) -> Iterator[RowSet]:
    """Rows whose number in a column is above or below a number of the question."""
    found = 0
    for place, number in asked.numbers:
        for column, kind in enumerate(table.kinds):
            keys = table.keys(column) if kind in ("number", "year", "mixed") else []
            if kind == "date":
                keys = [None if key is None else key // 372 for key in table.keys(column)]
            if not any(key is not None for key in keys):
                continue
            for set_kind in (SetKind.ABOVE, SetKind.BELOW):
                sign = 1 if set_kind is SetKind.ABOVE else -1
                rows = tuple(n for n, key in enumerate(keys) if key is not None and sign * (key - number) > 0)
                if 0 < len(rows) < len(table.rows) and found < MOST_COMPARED:
                    found += 1
                    yield RowSet(rows, set_kind, (column,), frozenset((place,)))
                rows = tuple(n for n, key in enumerate(keys) if key is not None and sign * (key - number) >= 0)
                if 0 < len(rows) < len(table.rows) and found < MOST_COMPARED:
                    found += 1
                    yield RowSet(rows, set_kind, (column,), frozenset((place,)), 1.0)
