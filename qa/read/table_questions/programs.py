"""Programs: what may be done with sets of rows to answer, and what each gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.cell_values import ColumnKind
from qa.read.table_questions.row_set import RowSet, SetKind
from qa.read.table_questions.table import Table

#: More rows or values than these are no answer that is shown.
MOST_CHOSEN, MOST_VALUES, MOST_KEYS, MOST_SELECTIONS = 10, 6, 8, 400


class Op(IntEnum):
    """What is done with a set of rows."""

    SELECT = 0
    FIRST = 1
    LAST = 2
    MOST = 3
    LEAST = 4
    NEXT = 5
    BEFORE = 6
    SAME = 7
    NTH = 8
    COMMON = 9
    RARE = 10
    COUNT = 11
    DISTINCT = 12
    SUM = 13
    DIFFERENCE = 14
    AVERAGE = 15
    NTH_MOST = 16
    NTH_LEAST = 17


#: They give a number that no cell has.
COUNTING = frozenset((Op.COUNT, Op.DISTINCT, Op.SUM, Op.DIFFERENCE, Op.AVERAGE))


class Selection(NamedTuple):
    """An operation on a set of rows.

    Args:
        source: The set.
        rows: What it leaves, in order; the rows that were counted.
        key: The column that decides; -1 without one.
        number: What it gives if no cell does.
        column: The only column that it can show; -1 where it can show any.
    """

    source: RowSet
    op: Op
    rows: tuple[int, ...]
    key: int = -1
    number: float | None = None
    column: int = -1


def selections(asked: AskedOfTable, table: Table, sets: Sequence[RowSet]) -> list[Selection]:
    """All selections from sets of rows; no two with the same rows, operation and column."""
    keyed = [n for n, kind in enumerate(table.kinds) if kind is not ColumnKind.TEXT][:MOST_KEYS]
    keys = {column: table.keys(column) for column in keyed}
    found: dict[tuple[Op, tuple[int, ...], int, float | None], Selection] = {}
    for one in sets:
        for made in _of_set(asked, table, one, keys):
            found.setdefault((made.op, made.rows, made.key, made.number), made)
    return list(found.values())[:MOST_SELECTIONS]


Keys = dict[int, list[float | None]]


def _of_set(asked: AskedOfTable, table: Table, one: RowSet, keys: Keys) -> Iterator[Selection]:
    rows = one.rows
    if len(rows) <= MOST_CHOSEN and one.kind is not SetKind.ALL:
        yield Selection(one, Op.SELECT, rows)
    if len(rows) > 1:
        yield Selection(one, Op.FIRST, rows[:1])
        yield Selection(one, Op.LAST, rows[-1:])
        for column in keys:
            yield from _extremes(one, column, keys[column], asked.ordinal)
    if asked.ordinal and asked.ordinal <= len(rows):
        yield Selection(one, Op.NTH, (rows[asked.ordinal - 1],))
    if one.kind in (SetKind.MATCH, SetKind.BOTH, SetKind.LIKE):
        if rows[-1] + 1 < len(table.rows):
            yield Selection(one, Op.NEXT, (rows[-1] + 1,))
        if rows[0] > 0:
            yield Selection(one, Op.BEFORE, (rows[0] - 1,))
        if len(rows) == 1:
            yield from _same(table, one)
    if len(rows) > 2:
        yield from _common(table, one)
    if len(table.entries) > 1:
        yield from _counted(table, one, keys)


def _extremes(one: RowSet, column: int, keys: Sequence[float | None], ordinal: int) -> Iterator[Selection]:
    known = [(key, row) for row in one.rows if (key := keys[row]) is not None]
    if len(known) < 2:
        return
    ends = [(Op.MOST, max(known)[0]), (Op.LEAST, min(known)[0])]
    order = sorted({key for key, _ in known})
    if 1 < ordinal <= len(order):
        ends += [(Op.NTH_MOST, order[-ordinal]), (Op.NTH_LEAST, order[ordinal - 1])]
    for op, end in ends:
        rows = tuple(row for key, row in known if key == end)
        if len(rows) <= MOST_VALUES:
            yield Selection(one, op, rows, column)


def _same(table: Table, one: RowSet) -> Iterator[Selection]:
    """The other rows that have the same in a column."""
    (own,) = one.rows
    for column in range(len(table.names)):
        words = table.rows[own][column].words
        if column in one.columns or not words:
            continue
        rows = tuple(n for n, row in enumerate(table.rows) if n != own and row[column].words == words)
        if 0 < len(rows) <= MOST_CHOSEN:
            yield Selection(one, Op.SAME, rows, column)


def _common(table: Table, one: RowSet) -> Iterator[Selection]:
    """The most and the least frequent value of a column."""
    for column in range(len(table.names)):
        counts = Counter(words for row in one.rows if (words := table.rows[row][column].words))
        if len(counts) < 2 or len(counts) == len(one.rows):
            continue
        ranked = counts.most_common()
        for op, (words, count), (_, rival) in (
            (Op.COMMON, ranked[0], ranked[1]),
            (Op.RARE, ranked[-1], ranked[-2]),
        ):
            if count != rival:
                rows = tuple(row for row in one.rows if table.rows[row][column].words == words)
                yield Selection(one, op, rows, column, column=column)


def _counted(table: Table, one: RowSet, keys: Keys) -> Iterator[Selection]:
    yield Selection(one, Op.COUNT, one.rows, number=float(len(one.rows)))
    for column in range(len(table.names)) if one.kind is SetKind.ALL else ():
        count = len({words for row in one.rows if (words := table.rows[row][column].words)})
        if 1 < count < len(one.rows):
            yield Selection(one, Op.DISTINCT, one.rows, column, float(count))
    for column, of_rows in keys.items():
        known = [key for row in one.rows if (key := of_rows[row]) is not None]
        if len(known) < 2 or table.kinds[column] is ColumnKind.DATE:
            continue
        yield Selection(one, Op.SUM, one.rows, column, sum(known))
        if one.kind in (SetKind.EITHER, SetKind.ALL) or len(known) == 2:
            yield Selection(one, Op.DIFFERENCE, one.rows, column, max(known) - min(known))
        yield Selection(one, Op.AVERAGE, one.rows, column, sum(known) / len(known))
