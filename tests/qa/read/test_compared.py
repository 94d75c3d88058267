"""Two rows of a table side by side, by the bundled ranker."""

from __future__ import annotations

import pytest

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.read.table_questions.compared import Compared, compared
from qa.read.table_questions.ranker import table_ranker
from qa.read.table_questions.table import read_table
from qa.understand.parse import parse

TEXT = (
    "| Tool | Price | Weight | Rent |\n| --- | --- | --- | --- |\n| Saw | €80 | 3 kg | 2 weeks |\n"
    "| Axe | €45 | 2 kg | 1 month |\n| Long saw | €95 | 5 kg | 3 weeks |\n| Drill | €60 | 2 kg | 4 weeks |\n"
)


def of(question: str) -> Compared | None:
    table = read_table(TEXT, Span(0, len(TEXT)))
    assert table is not None
    return compared(table_ranker(), parse(question), TermAnalyzer(), table)


@pytest.mark.parametrize(
    ("question", "rows", "column", "winner"),
    [
        ("Which is more expensive, the saw or the axe?", (0, 1), 1, 0),
        ("Is the axe heavier than the long saw?", (1, 2), 2, 1),
        ("which tool is more expensive, drill or saw", (3, 0), 1, 1),
        ("Is the drill heavier than the axe?", (3, 1), 2, None),
    ],
)
def test_the_row_with_more_wins(
    question: str, rows: tuple[int, int], column: int, winner: int | None
) -> None:
    assert of(question) == Compared(rows, (0, 0), column, winner)


@pytest.mark.parametrize(
    "question",
    [
        "Which is cheaper, the saw or the hammer?",
        "What is the difference between the saw and the axe?",
        "Has the axe a longer rent than the saw?",
        "Is the saw friendlier than the axe?",
    ],
)
def test_what_the_table_does_not_say_is_not_compared(question: str) -> None:
    assert of(question) is None
