"""Make the binary documents of the shipped set: `python -m tests.support.set_documents eval/sets/documents`.

Their texts are our own, under the project's licence, as are those of the other files there.  The same call
makes the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document as word_document

from tests.support.pdf_files import Text, pdf
from tests.support.set_texts import HANDBOOK, HANDBOOK_TITLE, REPORT_PAGES, REPORT_TITLE

#: The moment that every part of the Word document carries.
MOMENT = datetime(2024, 1, 15, 9, 0)
#: The page: first baseline, left edge, distance of lines, characters in a line, left edges of columns.
TOP, LEFT, LINE, WIDTH, COLUMNS = 720, 72, 13, 88, (72, 300, 400)


def blocks(text: str) -> list[list[str]]:
    """The lines of each block."""
    return [block.split("\n") for block in text.strip().split("\n\n")]


def cells(row: str) -> list[str]:
    """The cells of a row."""
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


def handbook() -> bytes:
    """The handbook as a Word document."""
    document = word_document()
    document.core_properties.title = HANDBOOK_TITLE
    document.core_properties.author = "Harrow Lane Dental Practice"
    document.core_properties.created = document.core_properties.modified = MOMENT
    document.add_heading(HANDBOOK_TITLE, 0)
    for lines in blocks(HANDBOOK):
        _add(document, lines)
    file = io.BytesIO()
    document.save(file)
    return _undated(file.getvalue())


def _add(document: Any, lines: list[str]) -> None:
    match lines[0].split(" ")[0]:
        case "#":
            document.add_heading(lines[0][2:], 1)
        case "|":
            table = document.add_table(0, len(cells(lines[0])))
            table.style = "Table Grid"
            for line in lines:
                for cell, text in zip(table.add_row().cells, cells(line), strict=True):
                    cell.text = text
        case "-" | "1.":
            style = "List Bullet" if lines[0][0] == "-" else "List Number"
            for line in lines:
                document.add_paragraph(line.split(" ", 1)[1], style=style)
        case _:
            document.add_paragraph(" ".join(lines))


def _undated(package: bytes) -> bytes:
    """The same package, each part dated `MOMENT`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(made, "w") as after:
        for part in before.infolist():
            dated = zipfile.ZipInfo(part.filename, (MOMENT.year, MOMENT.month, MOMENT.day, 9, 0, 0))
            dated.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(dated, before.read(part))
    return made.getvalue()


def annual_report() -> bytes:
    """The annual report as a PDF document."""
    return pdf([[*_page(text, number)] for number, text in enumerate(REPORT_PAGES, 1)], REPORT_TITLE)


def _page(text: str, number: int) -> Iterator[Text]:
    bottom = float(TOP)
    if number == 1:
        yield Text(LEFT, bottom, REPORT_TITLE, 18, True)
        bottom -= 3 * LINE
    for lines in blocks(text):
        for line in lines if re.match("[#|]", lines[0]) else textwrap.wrap(" ".join(lines), WIDTH):
            if line.startswith("#"):
                yield Text(LEFT, bottom, line[2:], 13, True)
            elif line.startswith("|"):
                row = zip(COLUMNS, cells(line), strict=True)
                yield from (Text(left, bottom, cell) for left, cell in row if cell)
            else:
                yield Text(LEFT, bottom, line)
            bottom -= LINE
        bottom -= LINE / 2
    yield Text(300, 40, f"{number}")


#: The files, by name.
MAKERS = {"staff-handbook.docx": handbook, "annual-report-2023.pdf": annual_report}


if __name__ == "__main__":
    for name, make in MAKERS.items():
        (Path(sys.argv[1]) / name).write_bytes(make())
