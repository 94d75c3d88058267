"""Questions on tables whose answer is one cell: WikiTableQuestions (Pasupat and Liang 2015)."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from eval.formats.files import objects_of
from index.documents import Document
from index.ingest.formats import Content
from index.ingest.formats.csv_table import CsvTable
from index.ingest.formats.html_page import HtmlPage


class TableQuestion(NamedTuple):
    """A question, the table that it is asked of, and the one cell that answers it."""

    text: str
    table: str
    cell: str


def read_tables(folder: Path) -> dict[str, Any]:
    """The tables by their names: `title`, and `rows`, of which the first is the header."""
    return {row["table"]: row for row in objects_of(folder / "wtq_tables.jsonl.gz")}


def read_questions(path: Path, tables: dict[str, Any]) -> list[TableQuestion]:
    """The questions whose answer is exactly one cell below the header of their table."""
    found = []
    for row in objects_of(path):
        if row["table"] in tables and len(row["answers"]) == 1:
            answer = folded(row["answers"][0])
            cells = [folded(cell) for cells in tables[row["table"]]["rows"][1:] for cell in cells]
            if answer and cells.count(answer) == 1:
                found.append(TableQuestion(row["question"], row["table"], answer))
    return found


def folded(cell: str) -> str:
    """A cell for comparison: without case, escapes and repeated spaces."""
    return " ".join(cell.replace("\\", "").split()).casefold()


def documents(names: Iterable[str], tables: dict[str, Any], suffix: str) -> list[Document]:
    """The tables as documents, read from files of a format."""
    made = []
    for name in names:
        table = tables[name]
        if suffix == "csv":
            content, media_type = as_csv(table["rows"]), CsvTable.media_type
        else:
            content, media_type = as_html(table["title"], table["rows"]), HtmlPage.media_type
        made.append(
            Document(name, content.text, table["title"], media_type=media_type, places=content.places)
        )
    return made


def as_csv(rows: Sequence[Sequence[str]]) -> Content:
    """What the reader of CSV files makes of a table."""
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return CsvTable().content(file.getvalue().encode())


def as_html(title: str, rows: Sequence[Sequence[str]]) -> Content:
    """What the reader of HTML makes of a page with a heading and a table."""
    lines = [
        "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row)
        for tag, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    page = f"<html><body><h1>{html.escape(title)}</h1><table>{body}</table></body></html>"
    return HtmlPage().content(page.encode())
