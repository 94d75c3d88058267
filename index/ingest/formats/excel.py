"""Excel workbooks (.xlsx): each sheet is a heading with its tables; the first row of a table is its header.

Formulas show the value that Excel computed last.  Hidden sheets are left out.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from index.ingest.formats import markdown_text, office_package
from index.ingest.formats.office_format import OfficeFormat
from index.places import Place, PlacedText, PlaceStart

#: Rows that hold something, in all sheets together.
MAX_ROWS = 100_000
#: So many rows of a single cell, apart from others, are lines and no table.
MAX_LINES = 3
#: Columns further right are not read.
MAX_COLUMNS = 256


class Excel(OfficeFormat):
    """Excel workbooks since 2007."""

    media_type: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")
    part: str = "xl/workbook.xml"

    def markdown(self, file: io.BytesIO) -> PlacedText:
        """The document in Markdown."""
        from openpyxl import load_workbook

        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        blocks: list[PlacedText] = []
        left = MAX_ROWS
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows: list[_Row] = []
            # The stated size of a sheet is often wrong.  Without it, rows end with their last cell.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(), 1):
                cells = [_cell(cell) for cell in row[:MAX_COLUMNS]]
                if any(cells):
                    left -= 1
                if left < 0:
                    raise office_package.too_many("rows", MAX_ROWS)
                # One empty row separates tables; a million of them must not fill the memory.
                if any(cells) or (rows and rows[-1].cells):
                    rows.append(_Row(cells if any(cells) else [], Place(sheet=sheet.title, row=number)))
            tables = list(_tables(rows))
            heading = markdown_text.at(Place(sheet=sheet.title), [markdown_text.heading(sheet.title, 2)])
            blocks.extend([*heading, *tables] if tables else [])
        return markdown_text.joined_with_places(blocks)


class _Row(NamedTuple):
    """The cells of a row, none for one without text."""

    cells: list[str]
    place: Place


def _tables(rows: Iterable[_Row]) -> Iterator[PlacedText]:
    """The tables of a sheet, which empty rows separate, each below the lines that stand above it."""
    for filled, group in groupby(rows, key=lambda row: bool(row.cells)):
        if not filled:
            continue
        table = list(group)
        wide = any(sum(map(bool, row.cells)) > 1 for row in table)
        # Single cells above a wider table are its caption and its unit, not its header.
        lines = not wide and len(table) <= MAX_LINES
        while table and (lines or (wide and sum(map(bool, table[0].cells)) == 1)):
            caption = table.pop(0)
            words = markdown_text.paragraph(next(filter(None, caption.cells)))
            yield PlacedText(words, (PlaceStart(0, caption.place),))
        yield markdown_text.placed_table(table)


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        percent = "%" in str(cell.number_format or "")
        return office_package.number(value * 100) + "%" if percent else office_package.number(value)
    if isinstance(value, datetime.datetime):
        # Excel has no dates without a time.
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    return str(value).strip()
