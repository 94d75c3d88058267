"""All sets of rows that a question's words pick out of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.cell_values import denies
from qa.read.table_questions.row_set import RowSet, SetKind, best_sets
from qa.read.table_questions.table import Table
from qa.read.table_questions.word_matches import matches, near

#: Sets of a kind that are kept.
MOST_MATCHES, MOST_PAIRS, MOST_COMPARED = 12, 8, 8


def row_sets(asked: AskedOfTable, table: Table) -> list[RowSet]:
    """All sets of rows that may be asked for; all rows first."""
    everything = table.entries
    found: dict[tuple[int, ...], RowSet] = {}
    matched = best_sets(matches(asked, table), MOST_MATCHES)
    alike = near(asked, table, frozenset().union(*(one.words for one in matched)))
    filled = [*_filled(asked, table)]
    named = [one for one in filled if one.words]
    for one in [*matched, *_of_several(matched), *named, *alike, *_compared(asked, table), *filled]:
        found.setdefault(one.rows, one)
    for one in matched[:4]:
        rest = tuple(row for row in everything if row not in set(one.rows))
        if rest:
            found.setdefault(rest, one._replace(rows=rest, kind=SetKind.REST))
    return [RowSet(everything, SetKind.ALL), *found.values()]


def _of_several(matched: Sequence[RowSet]) -> Iterator[RowSet]:
    """Rows with both phrases, of two columns; rows with either, of one column."""
    both, either = [], []
    for one, other in combinations(matched, 2):
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
    yield from best_sets(both, MOST_PAIRS)
    triples = [
        RowSet(rows, SetKind.BOTH, (*one.columns, *other.columns), one.words | other.words, one.exact)
        for one in both[:4]
        for other in matched
        if not one.words & other.words
        and (rows := tuple(row for row in one.rows if row in set(other.rows)))
        and len(rows) < len(one.rows)
    ]
    yield from best_sets(triples, MOST_PAIRS // 2)
    yield from best_sets(either, MOST_PAIRS)


def _filled(asked: AskedOfTable, table: Table) -> Iterator[RowSet]:
    """Rows with and without anything in a column that has both; "No" and 0 are nothing where it is named."""
    for column, name in enumerate(table.names):
        terms = asked.content_terms_of(name)
        words = frozenset(n for n, term in enumerate(asked.terms) if term in terms)
        cells = [row[column].words for row in table.rows]
        filled = [any(map(str.isalnum, cell)) and not (words and denies(cell)) for cell in cells]
        if not all(filled) and any(filled):
            for kind, wanted in ((SetKind.FILLED, True), (SetKind.EMPTY, False)):
                rows = tuple(row for row, is_filled in enumerate(filled) if is_filled is wanted)
                yield RowSet(rows, kind, (column,), words)


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
                rows = tuple(
                    n for n, key in enumerate(keys) if key is not None and sign * (key - number) >= 0
                )
                if 0 < len(rows) < len(table.rows) and found < MOST_COMPARED:
                    found += 1
                    yield RowSet(rows, set_kind, (column,), frozenset((place,)), 1.0)
