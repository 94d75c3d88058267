"""The numbers and dates by which the rows of a table are put in order."""

from __future__ import annotations

import pytest

from qa.read.table_questions.cell_values import ColumnKind, cell_value, column_kind


@pytest.mark.parametrize(
    ("words", "number", "leads"),
    [
        ("12,467", 12467.0, True),
        ("€ 60", 60.0, True),
        ("US$1.5 million", 1.5e6, True),
        ("-3.5 %", -3.5, True),
        ("$ (193)", -193.0, True),
        ("(1,424)", -1424.0, True),
        ("2:03.5", 123.5, True),
        ("Lost 3-1", 3.0, False),
        ("1969–70", 1969.0, True),
        ("3rd", 3.0, True),
    ],
)
def test_the_first_number_of_a_cell(words: str, number: float, leads: bool) -> None:
    assert cell_value(words)[:2] == (number, leads)


def test_days_grow_with_time() -> None:
    days = [cell_value(words).day or 0.0 for words in ("2 May 2019", "2019-06-01", "Dec 31, 2019")]
    assert 0.0 < days[0] < days[1] < days[2]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1998", "2004", "-"], ColumnKind.YEAR),
        (["3", "17", "n/a"], ColumnKind.NUMBER),
        (["3 May 2020", "4 May 2020"], ColumnKind.DATE),
        (["Won 3-1", "Lost 2-0"], ColumnKind.MIXED),
        (["Paris", "Rome"], ColumnKind.TEXT),
    ],
)
def test_what_most_cells_are_makes_the_kind_of_a_column(cells: list[str], kind: ColumnKind) -> None:
    assert column_kind([cell_value(cell) for cell in cells], len(cells)) is kind
