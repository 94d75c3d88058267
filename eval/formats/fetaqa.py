"""FeTaQA (Nan et al. 2022): questions on tables that a sentence answers, and the cells it is made of."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from eval.formats.files import objects_of
from eval.formats.table_questions import as_csv
from index.documents import Document
from index.ingest.formats.csv_table import CsvTable

#: Lines of a table in Markdown before its first row: the header, and the line under it.
LINES_ABOVE = 2


class TableSentence(NamedTuple):
    """A question, its table as a document, and the spans of the rows that answer."""

    question: str
    document: Document
    rows: tuple[tuple[int, int], ...]


def read_fetaqa(path: Path) -> list[TableSentence]:
    """The questions of a file, gzipped JSON lines."""
    found = []
    for number, row in enumerate(objects_of(path)):
        content = as_csv(row["table_array"])
        lines = content.text.split("\n")
        ends = [*accumulate(len(line) + 1 for line in lines)]
        spans = [(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True)]
        # Row 0 of a table is its header.
        marked = sorted({cell[0] + LINES_ABOVE - 1 for cell in row["highlighted_cell_ids"] if cell[0]})
        title = f"{row['table_page_title']}: {row['table_section_title']}"
        document = Document(
            f"table-{number}", content.text, title, media_type=CsvTable.media_type, places=content.places
        )
        rows = tuple(spans[n] for n in marked if n < len(spans))
        found.append(TableSentence(row["question"], document, rows))
    return found
