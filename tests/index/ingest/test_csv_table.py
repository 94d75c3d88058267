"""CSV and TSV files: delimiters, encodings, limits."""

from __future__ import annotations

import pytest

from index.errors import UnreadableFile
from index.ingest.formats import BlockKind
from index.ingest.formats.csv_table import CsvTable

ROWS = [["City", "Revenue, net", "Note"], ["Zürich", "1,5", "a|b"], ["Köln", "2", ""]]
EXPECTED = "| City | Revenue, net | Note |\n| --- | --- | --- |\n| Zürich | 1,5 | a\\|b |\n| Köln | 2 |  |\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    source = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    text = CsvTable().text(source.encode(encoding))
    assert text == EXPECTED
    [block] = CsvTable().blocks(text)
    assert block.kind is BlockKind.TABLE


def test_a_decimal_comma_is_not_the_delimiter() -> None:
    assert CsvTable().text(b"a;b\n1,5;2\n3,5;4\n") == "| a | b |\n| --- | --- |\n| 1,5 | 2 |\n| 3,5 | 4 |\n"


def test_empty_rows_and_columns_are_dropped_and_short_rows_filled() -> None:
    assert CsvTable().text(b"a,,b\n,,\n1\n\n2,,3,4\n") == (
        "| a | b |  |\n| --- | --- | --- |\n| 1 |  |  |\n| 2 | 3 | 4 |\n"
    )


def test_a_cell_of_two_lines_is_one() -> None:
    assert "| two lines | 1 |" in CsvTable().text(b'a,b\n"two\nlines",1\n')


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text"),
        (b",,\n,,\n", "no text"),
        (b"\x89PNG\0\0", "PNG"),
        (b'a,"' + b"x" * 140_000, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        CsvTable().text(data)


def test_rows_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.formats.csv_table.MAX_ROWS", 2)
    with pytest.raises(UnreadableFile, match="3 rows; 2 are allowed"):
        CsvTable().text(b"a,b\n1,2\n3,4\n")
