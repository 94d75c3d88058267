"""Find the tables of a PDF page by the places of words: rows of figures below each other, and their header.

The header is what stands over the columns, in whatever order the file has it.  A table without one continues
the table before it, or stays lines of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.ingest.formats.pdf_cells import HAS_YEAR, Cell, Grid, cells
from index.ingest.formats.pdf_lines import ITEM, Line

#: In heights of a line: the distance of two rows, of two lines of a header, of two lines of a cell, and how
#: much the places of words in one row differ.
STEP, HEADER_STEP, CELL_STEP, SAME_ROW = 3.5, 2.2, 1.6, 0.35
#: Lines without cells between two rows; the height of a header in heights of a line.
MOST_BETWEEN, HEADER_HEIGHT = 6, 10.0
MOST_COLUMNS = 40
#: The mark of a footnote, and how small it is.
_MARK = re.compile(r"[(\[]?\w{1,2}[)\]]?$|[*†‡]+$")
SMALL = 0.85


class Row(NamedTuple):
    """The cells of a row, one for each column, and its first line."""

    cells: list[str]
    line: Line


class Table(NamedTuple):
    """The rows of a table, and the lines that they are made of.

    Args:
        header: The names of its columns; None where none was found.
    """

    header: Row | None
    rows: list[Row]
    lines: list[Line]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0].cells)


def divided(lines: Sequence[Line]) -> Iterator[list[Line] | Table]:
    """The tables of a page, and the lines between them, in order."""
    rest: list[Line] = []
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        table = _table(lines[at:end], rest) if end > at else None
        if table is None:
            names = _end_of_names(lines, at)
            table, end = (_table_of_names(lines[at:names]), names) if names else (None, end)
        if table is None:
            end = max(end, at + 1)
            rest.extend(lines[at:end])
        else:
            del rest[len(rest) - (len(table.lines) - (end - at)) :]
            if rest:
                yield rest
                rest = []
            yield table
        at = end
    if rest:
        yield rest


def rows_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, with those joined that are one row: its label has a small mark, or its figures stand far."""
    joined: list[Line] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            before = joined[-1]
            joined[-1] = Line([*before.words, *line.words], line.page_height, before.bold and line.bold)
        else:
            joined.append(line)
    return joined


def _goes_on(before: Line, line: Line) -> bool:
    height = max(before.height, line.height)
    if line.left < before.right - SAME_ROW * height:
        return False
    apart = abs(before.bottom - line.bottom) / height
    mark = line.height < SMALL * before.height and _MARK.match(line.text)
    return bool(
        (apart <= 1.0 and mark)
        or (apart <= SAME_ROW and (line.is_row or all(cell.is_figure for cell in cells(line))))
    )


def _has_figures(line: Line) -> bool:
    return line.is_row and any(cell.is_figure for cell in cells(line)[1:])


def _end(lines: Sequence[Line], at: int) -> int:
    """Where the rows with figures end that begin at `at`; `at` itself if it is none."""
    if not _has_figures(lines[at]):
        return at
    second, end, between = cells(lines[at])[1].left, at + 1, 0
    for number in range(at + 1, len(lines)):
        before, line = lines[number - 1], lines[number]
        height = max(before.height, line.height)
        if not 0.3 * height < before.bottom - line.bottom <= STEP * height:
            break
        found = cells(line)
        if _has_figures(line):
            second, end, between = min(second, found[1].left), number + 1, 0
            continue
        between += 1
        # Two cells without a figure are the header of the next table; so is a date over the columns.
        label = line.right < second + height and line.left < second - height
        if between > MOST_BETWEEN or not label:
            break
    return end


def _table(core: Sequence[Line], above: Sequence[Line]) -> Table | None:
    """The table of rows with figures, with the lines above that are its header."""
    rows = [cells(line) for line in core]
    grid = Grid(rows, core[0].height)
    if not 0 < len(grid.columns) <= MOST_COLUMNS or not (grid.labels or len(grid.columns) > 1):
        return None
    found = above[len(above) - _lines_over(core[0], above, grid) :]
    names = [line for line in found if grid.values(cells(line))]
    lowest = min((line.bottom for line in names), default=0.0)
    # A line below the names of the columns that has only a label is the first row, the name of a section.
    sections = [line for line in found if line not in names and line.bottom < lowest - SAME_ROW * line.height]
    header = _header([line for line in found if line not in sections], grid) if names else None
    if len(core) < 2 and (header is None or len(grid.columns) < 2):
        return None
    if not header:
        return Table(None, _joined_rows(core, rows, grid), [*core])
    core = [*sections, *core]
    return Table(
        header, _joined_rows(core, [cells(line) for line in core], grid), [*found, *core[len(sections) :]]
    )


def _lines_over(first: Line, above: Sequence[Line], grid: Grid) -> int:
    """How many of the lines above stand over the columns, up to the first that has names of columns."""
    highest = first.bottom
    taken = 0
    for number, line in enumerate(reversed(above), 1):
        near = 0.3 * line.height < line.bottom - first.bottom <= HEADER_HEIGHT * first.height
        if not near or line.bottom - highest > HEADER_STEP * max(line.height, first.height):
            break
        row = cells(line)
        values = grid.values(row)
        crosses = grid.labels and row[0].left < grid.label_end and row[0].right > grid.columns[0][1]
        sentence = line.text[-1] in ".;" and len(line.words) > 3
        if crosses or sentence or any(cell.is_figure for cell in values):
            break
        highest = max(highest, line.bottom)
        if values:
            taken = number
    return taken


def _header(lines: Sequence[Line], grid: Grid) -> Row | None:
    """The names of the columns, from the lines above them."""
    if not lines:
        return None
    rows: list[list[Cell]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: -line.bottom):
        if rows and abs(bottom - line.bottom) <= 0.5 * line.height:
            rows[-1] = sorted([*rows[-1], *cells(line)], key=lambda cell: cell.left)
        else:
            rows.append(cells(line))
            bottom = line.bottom
    columns = zip(*map(grid.placed_over, rows), strict=True)
    return Row([" ".join(filter(None, column)) for column in columns], lines[0])


def _end_of_names(lines: Sequence[Line], at: int) -> int:
    """Where rows of several cells without figures end, 0 if there are too few or rows with figures follow."""
    end = at
    while end < len(lines) and lines[end].is_row and not _has_figures(lines[end]):
        if end > at and not 0 < lines[end - 1].bottom - lines[end].bottom <= STEP * lines[end].height:
            break
        end += 1
    follows = end < len(lines) and _has_figures(lines[end])
    return 0 if end - at < 3 or follows else end


def _table_of_names(lines: Sequence[Line]) -> Table | None:
    """A table whose first row is its header; None if that has no cell for each column."""
    rows = [cells(line) for line in lines]
    if min(map(len, rows)) < 2:
        return None
    grid = Grid(rows, lines[0].height)
    width = len(grid.columns) + grid.labels
    if len(rows[0]) != width or width > MOST_COLUMNS or not (lines[0].bold or width > 2):
        return None
    return Table(Row(grid.placed(rows[0]), lines[0]), _joined_rows(lines[1:], rows[1:], grid), list(lines))


def _joined_rows(lines: Sequence[Line], rows: Sequence[Sequence[Cell]], grid: Grid) -> list[Row]:
    """The rows; lines of one cell are joined."""
    made = [Row(grid.placed(rows[0]), lines[0])]
    for (before, line), (above, row) in zip(pairwise(lines), pairwise(rows), strict=True):
        placed = grid.placed(row)
        if _continues(before, line, above, row, grid):
            made[-1] = Row(
                [f"{a} {b}".strip() for a, b in zip(made[-1].cells, placed, strict=True)], made[-1].line
            )
        else:
            made.append(Row(placed, line))
    return made


def _continues(before: Line, line: Line, above: Sequence[Cell], row: Sequence[Cell], grid: Grid) -> bool:
    """Whether a row continues the one above it."""
    close = before.bottom - line.bottom <= CELL_STEP * line.height and before.bold == line.bold
    if not close or ITEM.match(line.words[0].text):
        return False
    label, values = grid.label(row), grid.values(row)
    if not label:
        return not any(cell.is_figure for cell in values) and not any(
            HAS_YEAR.search(cell.text) for cell in values
        )
    if values and grid.values(above):
        return False
    # Either the upper or the lower line of a label has the figures.
    if label[0].islower():
        return bool(grid.label(above))
    first = line.words[0]
    full = above[0].right + (first.right - first.left) + 0.3 * line.height > grid.label_end
    return full and not grid.values(above) and bool(values) and before.text[-1] != ":"
