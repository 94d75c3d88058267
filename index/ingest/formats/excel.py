"""Excel workbooks (.xlsx): each sheet is a heading with its tables; the first row of a table is its header.

Formulas show the value that Excel computed last.  Hidden sheets are left out.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from index.ingest.formats import markdown_text, office_package
from index.ingest.formats.office_format import OfficeFormat

#: Rows that hold something, in all sheets together.
MAX_ROWS = 100_000
#: Columns further right are not read.
MAX_COLUMNS = 256


class Excel(OfficeFormat):
    """Excel workbooks since 2007."""

    media_type: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")
    part: str = "xl/workbook.xml"

    def markdown(self, file: io.BytesIO) -> str:
        """The document in Markdown."""
        from openpyxl import load_workbook

        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        blocks: list[str] = []
        left = MAX_ROWS
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows: list[list[str]] = []
            # The stated size of a sheet is often wrong.  Without it, rows end with their last cell.
            sheet.reset_dimensions()
            for row in sheet.iter_rows():
                cells = [_cell(cell) for cell in row[:MAX_COLUMNS]]
                if any(cells):
                    left -= 1
                if left < 0:
                    raise office_package.too_many("rows", MAX_ROWS)
                # One empty row separates tables; a million of them must not fill the memory.
                if any(cells) or (rows and rows[-1]):
                    rows.append(cells if any(cells) else [])
            tables = list(_tables(rows))
            blocks.extend([markdown_text.heading(sheet.title, 2), *tables] if tables else [])
        return markdown_text.joined(blocks)


def _tables(rows: Iterable[list[str]]) -> Iterator[str]:
    """The tables of a sheet, which empty rows separate, each below the lines that stand above it."""
    for filled, group in groupby(rows, key=bool):
        if not filled:
            continue
        table = list(group)
        wide = any(sum(map(bool, row)) > 1 for row in table)
        # A single cell above a wider table is its caption, not its header.
        while wide and sum(map(bool, table[0])) == 1:
            yield markdown_text.paragraph(next(filter(None, table.pop(0))))
        yield markdown_text.table(table)


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
