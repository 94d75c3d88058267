"""Which answers only the rows of a table together give, and whether the table has the words for them."""

from __future__ import annotations

import pytest

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.computed import is_computed
from qa.read.table_questions.ranker import TableAnswer, table_ranker
from qa.read.table_questions.table import Table, read_table
from qa.understand.question_words import question_words

TEXT = """| Tool | Price | Weight | In stock | Rechargeable |
| --- | --- | --- | --- | --- |
| Hand drill | €85 | 2 kg | 14 | Yes |
| Belt sander | €140 | 5 kg | 0 | No |
| Jigsaw | €60 | 3 kg | 9 | No |
| Heat gun | €35 | 1 kg | 22 | No |
| Impact driver | €110 | 4 kg | 0 | Yes |"""


def best(question: str) -> tuple[AskedOfTable, Table, TableAnswer]:
    table = read_table(TEXT, Span(0, len(TEXT)))
    assert table
    asked = AskedOfTable(question_words(question), TermAnalyzer())
    return asked, table, table_ranker().ranked(asked, table)[0]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which tool is the most expensive?", {"belt sander"}),
        ("What is the cheapest tool?", {"heat gun"}),
        ("Which tool is the heaviest?", {"belt sander"}),
        ("Which tools are rechargeable?", {"hand drill", "impact driver"}),
        ("Which tools are out of stock?", {"belt sander", "impact driver"}),
        ("How many tools are out of stock?", {"2"}),
    ],
)
def test_rows_together_answer(question: str, answer: set[str]) -> None:
    asked, table, found = best(question)
    assert set(found.words) == answer
    assert is_computed(asked, table, found)


@pytest.mark.parametrize(
    "question",
    [
        "How much does the jigsaw cost?",
        "Which tool is the most popular?",
        "Which city is the largest?",
        "How many tools are there?",
    ],
)
def test_a_cell_that_is_read_and_words_that_no_column_has_compute_nothing(question: str) -> None:
    assert not is_computed(*best(question))
