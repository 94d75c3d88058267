"""Whole tables, each cell with its place."""

from __future__ import annotations

from index.documents import Span
from qa.read.table_questions.table import read_table

TEXT = """Fares of the ferry.

| Route | Price | Minutes |
| --- | --- | --- |
| Harbour – Island | €9 | 35 |
| Harbour – Cape |  | 50 |

After it.
"""
BLOCK = Span(TEXT.index("| Route"), TEXT.index("\n\nAfter"))


def test_each_cell_is_where_it_stands() -> None:
    table = read_table(TEXT, BLOCK)
    assert table
    assert table.names == ("Route", "Price", "Minutes")
    assert [[cell.span.of(TEXT) for cell in row] for row in table.rows] == [
        ["Harbour – Island", "€9", "35"],
        ["Harbour – Cape", "", "50"],
    ]


def test_the_second_line_of_a_header_is_joined_to_the_first() -> None:
    text = "|  | Year | |\n| --- | --- | --- |\n|  | 2023 | 2022 |\n| Sales | 14 | 12 |"
    table = read_table(text, Span(0, len(text)))
    assert table
    assert table.names == ("", "Year 2023", "2022")
    assert [cell.words for cell in table.rows[0]] == ["Sales", "14", "12"]


def test_rows_of_other_lengths_are_filled_up() -> None:
    text = "| A | B |\n| --- | --- |\n| 1 |\n| 2 | 3 | 4 |"
    table = read_table(text, Span(0, len(text)))
    assert table
    assert [[cell.words for cell in row] for row in table.rows] == [["1", "", ""], ["2", "3", "4"]]


def test_a_block_without_a_header_is_no_table() -> None:
    text = "| 1 | 2 |\n| 3 | 4 |"
    assert read_table(text, Span(0, len(text))) is None
