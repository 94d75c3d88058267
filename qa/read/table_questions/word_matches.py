"""Rows whose cells have words of the question, in the same form or another, or words near in meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from qa.read.table_questions.asked import AskedOfTable, name_vector
from qa.read.table_questions.cell_values import ColumnKind
from qa.read.table_questions.row_set import RowSet, SetKind
from qa.read.table_questions.table import Table

#: Words of a phrase that is looked for in cells.
LONGEST = 7
#: Letters that two words share from their beginning to be related ("Italy", "Italian"), and their share.
ALIKE, ALIKE_SHARE = 4, 0.6
#: Values that a column has at most to be searched for one near a word, its cosine, and sets of that kind.
MOST_CLASSES, NEAREST, MOST_NEAR = 12, 0.4, 4
#: The phrases of a column's cells, each with its rows in order.
Phrases = dict[tuple[str, ...], dict[int, None]]


def matches(asked: AskedOfTable, table: Table) -> list[RowSet]:
    """A set for each longest phrase of the question that stands in cells of a column."""
    found = []
    for column in range(len(table.names)):
        cells = [asked.terms_of(row[column].words) for row in table.rows]
        phrases: Phrases = defaultdict(dict)
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


def _longest(asked: AskedOfTable, phrases: Phrases) -> Iterator[tuple[int, int]]:
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
    phrases: Phrases,
) -> Iterator[RowSet]:
    """A set for each content word that a column has only in another form."""
    words = {phrase[0] for phrase in phrases if len(phrase) == 1}
    for n, (term, is_content) in enumerate(zip(asked.terms, asked.is_content, strict=True)):
        if is_content and not term.isdecimal() and len(term) >= ALIKE and (term,) not in phrases:
            alike = {word for word in words if _are_alike(term, word)}
            rows = (
                tuple(row for row, terms in enumerate(cells) if not alike.isdisjoint(terms)) if alike else ()
            )
            if rows:
                yield RowSet(rows, SetKind.LIKE, (column,), frozenset((n,)))


def _are_alike(one: str, other: str) -> bool:
    shared = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if shared == len(other) and shared >= ALIKE - 1:
        return True
    return shared >= ALIKE and shared >= ALIKE_SHARE * max(len(one), len(other))


def near(asked: AskedOfTable, table: Table, known: frozenset[int]) -> list[RowSet]:
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
