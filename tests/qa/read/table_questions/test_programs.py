"""What may be done with a table: the sets of rows that a question picks, and the programs on them."""

from __future__ import annotations

import pytest

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.candidates import candidates
from qa.read.table_questions.programs import Op
from qa.read.table_questions.row_set import SetKind
from qa.read.table_questions.row_sets import row_sets
from qa.read.table_questions.table import Table, read_table
from qa.understand.question_words import question_words

TEXT = """| Hut | Country | Beds | Opened |
| --- | --- | --- | --- |
| Elm Hut | Italy | 42 | 3 July 1998 |
| Fox Hut | Austria | 18 | 9 July 2004 |
| Glen Hut | Italy | 60 | 1 June 1987 |
| Hare Hut | Austria | 25 | 2 June 2011 |"""


def asked(question: str) -> AskedOfTable:
    return AskedOfTable(question_words(question), TermAnalyzer())


@pytest.fixture(scope="module")
def table() -> Table:
    read = read_table(TEXT, Span(0, len(TEXT)))
    assert read
    return read


@pytest.mark.parametrize(
    ("question", "kind", "rows"),
    [
        ("Which huts are in Italy?", SetKind.MATCH, (0, 2)),
        ("Which Italian huts are there?", SetKind.LIKE, (0, 2)),
        ("Which hut in Italy was opened in July?", SetKind.BOTH, (0,)),
        ("Is Elm Hut or Glen Hut larger?", SetKind.EITHER, (0, 2)),
        ("Which huts have more than 25 beds?", SetKind.ABOVE, (0, 2)),
        ("Which huts have less than twenty beds?", SetKind.BELOW, (1,)),
        ("Which huts other than Elm Hut are there?", SetKind.REST, (1, 2, 3)),
    ],
)
def test_a_question_picks_rows(table: Table, question: str, kind: SetKind, rows: tuple[int, ...]) -> None:
    assert (kind, rows) in {(one.kind, one.rows) for one in row_sets(asked(question), table)}


@pytest.mark.parametrize(
    ("op", "kind", "answer"),
    [
        (Op.MOST, SetKind.ALL, ("glen hut",)),
        (Op.LEAST, SetKind.ALL, ("fox hut",)),
        (Op.LEAST, SetKind.MATCH, ("elm hut",)),
        (Op.NEXT, SetKind.MATCH, ("hare hut",)),
        (Op.BEFORE, SetKind.MATCH, ("hare hut",)),
        (Op.COUNT, SetKind.MATCH, ("2",)),
        (Op.SUM, SetKind.MATCH, ("102",)),
        (Op.DISTINCT, SetKind.ALL, ("2",)),
    ],
)
def test_a_program_gives_an_answer(table: Table, op: Op, kind: SetKind, answer: tuple[str, ...]) -> None:
    question = "Of Italy" if op is not Op.BEFORE else "Of the Hare Hut and Italy"
    if op is Op.BEFORE:
        answer = ("glen hut",)
    found = candidates(asked(question), table)
    assert found
    made = {
        (found.chosen[n].op, found.chosen[n].source.kind, words)
        for n, words in zip(found.places.selection, found.answers, strict=True)
    }
    assert (op, kind, answer) in made


def test_no_and_zero_are_nothing_in_a_column_that_is_named() -> None:
    text = """| Plan | Seats | Refundable |
| --- | --- | --- |
| Small | 3 | No |
| Large | 0 | Yes |"""
    read = read_table(text, Span(0, len(text)))
    assert read
    plans = {(one.kind, one.rows) for one in row_sets(asked("Which plans are refundable?"), read)}
    seats = {(one.kind, one.rows) for one in row_sets(asked("Which plans have no seats?"), read)}
    assert (SetKind.FILLED, (1,)) in plans
    assert (SetKind.EMPTY, (1,)) in seats
    assert not {SetKind.FILLED, SetKind.EMPTY} & {one.kind for one in row_sets(asked("What is it?"), read)}
