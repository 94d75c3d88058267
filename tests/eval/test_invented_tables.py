"""Invented tables: the answers are computed from the cells, and the programs can give them."""

from __future__ import annotations

import numpy as np

from eval.table_training.examples import read_examples
from eval.table_training.invented import invented_questions
from index.store.stemming import TermAnalyzer


def test_the_same_seed_gives_the_same_questions() -> None:
    assert [*invented_questions(3)] == [*invented_questions(3)]
    assert [*invented_questions(3)] != [*invented_questions(3, seed=1)]


def test_rows_are_of_one_length_and_answers_are_cells_or_a_number() -> None:
    for one in invented_questions(20):
        head, *rows = one.rows
        assert {len(row) for row in rows} == {len(head)}
        cells = {cell for row in rows for cell in row}
        is_count = one.text.startswith("How many") and one.answers[0].isdecimal()
        assert one.answers
        assert is_count or cells.issuperset(one.answers), one


def test_a_program_gives_nearly_every_answer() -> None:
    examples = [*read_examples(invented_questions(15), TermAnalyzer())]
    assert np.mean([one.right.any() for one in examples]) > 0.95
