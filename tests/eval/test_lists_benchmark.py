"""How lists are scored."""

from __future__ import annotations

import pytest

from eval.benchmarks.lists import in_common, plain, score


def test_exact_answers_count_once() -> None:
    scores = score(["Ann", "the Bo", "Ann"], ["ann", "Bo", "Cy"])
    assert (scores.given, scores.wanted, scores.exact) == (3, 3, 2)
    assert scores.exact_f1 == pytest.approx(4 / 6)


def test_words_in_a_row_count_in_part() -> None:
    scores = score(["old Ann Lie"], ["Ann Lie"])
    assert scores.exact == 0
    assert scores.precise == pytest.approx(2 / 3)
    assert scores.recalled == 1.0
    assert scores.partial_f1 == pytest.approx(0.8)


def test_no_answer_scores_nothing() -> None:
    assert score([], ["Ann"]).partial_f1 == 0.0
    assert in_common(plain("a b c"), plain("b x c")) == 1
