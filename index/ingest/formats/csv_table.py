"""CSV and TSV: the file is one table, and its first row the header."""

from __future__ import annotations

import csv
import io
from collections import Counter

from index.errors import UnreadableFile
from index.ingest.formats import Content, Place, markdown_text
from index.ingest.formats.decoding import decode
from index.ingest.formats.markdown import ConvertedToMarkdown

#: Rows of one file.
MAX_ROWS = 100_000
DELIMITERS = ",\t;|"
#: Rows from which the delimiter is told.
SAMPLE_ROWS = 50


class CsvTable(ConvertedToMarkdown):
    """Comma-separated values, or separated by tabs, semicolons or bars."""

    media_type: str = "text/csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv")

    def text(self, data: bytes) -> str:
        """The table in Markdown.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """The table in Markdown, each row with its number.  Raises `UnreadableFile`."""
        source = decode(data)
        try:
            rows = list(csv.reader(io.StringIO(source, newline=""), delimiter=_delimiter(source)))
        except csv.Error as error:
            raise UnreadableFile(
                f"The table cannot be read: {error}.", hint="Check its quotation marks."
            ) from error
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(
                f"The table has {len(rows):,} rows; {MAX_ROWS:,} are allowed.", hint="Split the file."
            )
        numbered = ((row, Place(row=number)) for number, row in enumerate(rows, 1))
        text, places = markdown_text.joined_with_places([markdown_text.placed_table(numbered)])
        if not text:
            raise UnreadableFile("The table has no text.", hint="Leave it out, or put text into it.")
        return Content(text, places=places)


def _delimiter(source: str) -> str:
    """The delimiter that gives most rows the same number of columns, of which there are several."""
    return max(DELIMITERS, key=lambda delimiter: _regularity(source, delimiter))


def _regularity(source: str, delimiter: str) -> tuple[float, int]:
    rows = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for row, _ in zip(rows, range(SAMPLE_ROWS), strict=False):
            widths[len(row)] += bool(row)
    except csv.Error:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    return (count / widths.total(), width) if width > 1 else (0.0, 0)
