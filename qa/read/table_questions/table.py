"""A whole table, with the place of each cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from index.documents import Span
from index.readable.tables import cells, header_of, is_rule, lines_of
from qa.read.table_questions.cell_values import CellValue, ColumnKind, cell_value, column_kind

#: Longer and wider tables are cut.
MOST_ROWS, MOST_COLUMNS = 400, 24


#: The name of a row that sums up others.
_OF_OTHERS = re.compile(r"\W*(?:(?:sub|grand )?totals?|averages?|mean|sum)\b", re.IGNORECASE)


class Cell(NamedTuple):
    """A cell's words and their place in the version's text."""

    words: str
    span: Span


class Table:
    """A table: the names of its columns, and its rows, all of one length.

    Args:
        names: Of the columns; a header of several lines is joined.
        rows: Below the header.
    """

    def __init__(self, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        width = min(max([len(names), *map(len, rows)]), MOST_COLUMNS)
        self.names = tuple([*names, *[""] * width][:width])
        missing = Cell("", Span(0, 0))
        self.rows = tuple(tuple([*row, *[missing] * width][:width]) for row in rows[:MOST_ROWS])

    @cached_property
    def entries(self) -> tuple[int, ...]:
        """The rows that stand for themselves: all but totals and averages of others."""
        named = [next((cell.words for cell in row if cell.words), "") for row in self.rows]
        kept = tuple(n for n, name in enumerate(named) if not _OF_OTHERS.match(name))
        return kept or tuple(range(len(self.rows)))

    @cached_property
    def values(self) -> list[list[CellValue]]:
        """Of each cell, a list a row."""
        return [[cell_value(cell.words) for cell in row] for row in self.rows]

    @cached_property
    def kinds(self) -> list[ColumnKind]:
        """Of each column."""
        return [
            column_kind([row[n] for row in self.values], sum(bool(row[n].words) for row in self.rows))
            for n in range(len(self.names))
        ]

    def keys(self, column: int) -> list[float | None]:
        """What puts the rows in order by a column; None for a cell without such a value."""
        if self.kinds[column] is ColumnKind.DATE:
            return [row[column].day for row in self.values]
        return [row[column].number for row in self.values]


def read_table(text: str, block: Span) -> Table | None:
    """The table of a block of Markdown; None where it has no header or no rows."""
    header = header_of(text, block)
    if header.start == header.end:
        return None
    lines = [line.moved(block.start) for line in lines_of(block.of(text)[: MOST_ROWS * 2000])]
    below = [line for line in lines if line.start > header.end and not is_rule(line.of(text))]
    rows = [[Cell(cell.of(text), cell) for cell in cells(text, line)] for line in below]
    names = [cell.of(text) for cell in cells(text, header)]
    while len(rows) > 1 and _goes_on(names, rows[0]):
        names = [
            " ".join(filter(None, pair)) for pair in zip(names, (c.words for c in rows[0]), strict=False)
        ]
        rows = rows[1:]
    return Table(names, rows) if rows else None


def _goes_on(names: Sequence[str], row: Sequence[Cell]) -> bool:
    """Whether a row is the second line of the header: it names columns that the first line left unnamed."""
    unnamed = [n for n, name in enumerate(names) if not name and n < len(row)]
    return bool(row) and not row[0].words and not names[0] and any(row[n].words for n in unnamed[1:])
