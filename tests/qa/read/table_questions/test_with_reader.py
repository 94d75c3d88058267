"""The ranker and the reader together say what a table answers."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.read.table_questions.programs import Op, Selection
from qa.read.table_questions.ranker import TableAnswer
from qa.read.table_questions.row_set import RowSet, SetKind
from qa.read.table_questions.table import read_table
from qa.read.table_questions.with_reader import READER_WEIGHT, with_reader

TEXT = "| Hut | Beds |\n| --- | --- |\n| Elm | 42 |\n| Fox | 18 |"
TABLE = read_table(TEXT, Span(0, len(TEXT)))
ELM, FOX = (Span(TEXT.index(words), TEXT.index(words) + 2) for words in ("42", "18"))


def answer(row: int, probability: float, column: int = 1) -> TableAnswer:
    selection = Selection(RowSet((row,), SetKind.MATCH), Op.SELECT, (row,))
    return TableAnswer(selection, column, (str(row),), probability)


def order(answers: list[TableAnswer], margins: dict[Span, float]) -> list[str]:
    assert TABLE
    return [one.words[0] for one in with_reader(answers, TABLE, margins)]


def test_the_reader_decides_between_cells_that_the_ranker_thinks_alike() -> None:
    alike = [answer(0, 0.5), answer(1, 0.4)]
    assert order(alike, {ELM: 3.0, FOX: 1.0}) == ["0", "1"]
    assert order(alike, {ELM: 1.0, FOX: 3.0}) == ["1", "0"]


def test_a_sure_ranker_stands_against_the_reader() -> None:
    assert order([answer(0, 0.98), answer(1, 0.01)], {ELM: 1.0, FOX: 3.0}) == ["0", "1"]


def test_a_number_that_no_cell_has_loses_where_the_reader_is_sure_of_a_cell() -> None:
    counted = [answer(0, 0.5, column=-1), answer(1, 0.4)]
    assert order(counted, {FOX: 4.0}) == ["1", "0"]
    assert order(counted, {FOX: -4.0}) == ["0", "1"]


def test_what_both_give_adds_up_to_what_the_ranker_gave() -> None:
    assert TABLE
    made = with_reader([answer(0, 0.5), answer(1, 0.3)], TABLE, {ELM: 1.0, FOX: 0.0})
    assert sum(one.probability for one in made) == pytest.approx(0.8)
    assert READER_WEIGHT > 0
    assert with_reader([answer(0, 0.5)], TABLE, {}) == [answer(0, 0.5)]
