"""Make the two binary documents of `seeds/`: `python -m tests.support.seed_documents seeds`.

Their texts are our own, under the project's licence, as are those of the other files there.  The same call makes the same bytes.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docx import Document as WordDocument

from tests.support.handbook_text import BLOCKS, TITLE, Heading, Items, Table
from tests.support.pdf_files import pdf
from tests.support.report_pages import REPORT_TITLE, report_pages

#: The moment that every part of the package carries.
MOMENT = datetime(2024, 1, 15, 9, 0)


def handbook() -> bytes:
    """The handbook as a Word document."""
    document = WordDocument()
    document.core_properties.title = TITLE
    document.core_properties.author = "Harrow Lane Dental Practice"
    document.core_properties.created = document.core_properties.modified = MOMENT
    document.add_heading(TITLE, 0)
    for block in BLOCKS:
        match block:
            case Heading(text):
                document.add_heading(text, 1)
            case Items(entries, numbered):
                for entry in entries:
                    document.add_paragraph(entry, style="List Number" if numbered else "List Bullet")
            case Table(rows):
                _add_table(document, rows)
            case str():
                document.add_paragraph(block)
    file = io.BytesIO()
    document.save(file)
    return _undated(file.getvalue())


def annual_report() -> bytes:
    """The annual report as a PDF document."""
    return pdf(report_pages(), REPORT_TITLE)


def _add_table(document: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(0, len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _undated(package: bytes) -> bytes:
    """The same package, each part dated `MOMENT`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(made, "w") as after:
        for part in before.infolist():
            dated = zipfile.ZipInfo(part.filename, MOMENT.timetuple()[:6])
            dated.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(dated, before.read(part))
    return made.getvalue()


#: The files, by name.
MAKERS = {"staff-handbook.docx": handbook, "annual-report-2023.pdf": annual_report}


if __name__ == "__main__":
    for name, make in MAKERS.items():
        (Path(sys.argv[1]) / name).write_bytes(make())
