"""Fitting: logistic models, thresholds, and what the reader's word counts."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fitting.cases import Case, kept_back
from eval.fitting.confidence import LEAST_SHOWN, UNANSWERABLE, fit_confidence, measure, shares, thresholds
from eval.fitting.logistic import fit_logistic
from eval.fitting.reading import fit_reading, mean_f1, right_first
from eval.questions import EvalSet, Gold, Question
from eval.reader_training.examples import is_kept_back
from index.documents import Document
from index.words import Words
from qa.answerability import probability
from qa.weights import Reading
from tests.test_read import evidence


def test_a_logistic_model_gives_back_the_odds_of_its_data() -> None:
    chance = random.Random(0)
    rows = [{"a": chance.gauss(0, 2), "b": chance.gauss(5, 1)} for _ in range(4000)]
    wanted = [chance.random() < 1 / (1 + math.exp(-(1.5 * row["a"] - 2 * (row["b"] - 5)))) for row in rows]
    model = fit_logistic(rows, wanted)
    assert model.weights["a"] == pytest.approx(1.5, abs=0.2)
    assert model.weights["b"] == pytest.approx(-2.0, abs=0.25)
    assert np.mean([probability(model, row) for row in rows]) == pytest.approx(np.mean(wanted), abs=0.01)


def test_a_threshold_keeps_its_error_rate_on_the_data_it_was_read_off() -> None:
    chance = np.random.default_rng(0)
    shown = chance.random(3000)
    right = chance.random(3000) < shown
    found = dict(thresholds(shown, right, np.ones(3000)))
    for rate in (0.1, 0.2, 0.3):
        kept = shown >= found[rate]
        assert 1 - right[kept].mean() <= rate + 1e-9
    assert found[0.1] > found[0.2] > found[0.3]
    assert found[1.0] == 0.0


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=LEAST_SHOWN, max_size=200))
def test_thresholds_fall_as_the_rate_grows(rows: list[tuple[int, bool]]) -> None:
    shown, right = (np.array(column) for column in zip(*rows, strict=True))
    found = thresholds(shown / 20, right.astype(bool), np.ones(len(rows)))
    assert [rate for rate, _ in found] == sorted(rate for rate, _ in found)
    assert [value for _, value in found] == sorted((value for _, value in found), reverse=True)


def test_what_cannot_be_answered_counts_its_share() -> None:
    answerable = [True] * 30 + [False] * 70
    counts = np.array(shares(answerable))
    assert counts[30:].sum() / counts.sum() == pytest.approx(UNANSWERABLE)


def case(good: float, bad: float, answers: tuple[str, ...] = ("two",)) -> Case:
    """The right passage stands second, the reader is this sure of the right and of the wrong one."""
    wrong = evidence(1, 2.0, bad)
    wrong = wrong.__class__(
        **{name: getattr(wrong, name) for name in wrong.__slots__ if name != "passage"},
        passage=wrong.passage._replace(text="zero one xyz three"),
    )
    return Case("which is it", Words(), [wrong, evidence(2, 1.0, good)], answers)


def test_the_reader_is_believed_where_it_is_right() -> None:
    cases = [case(5.0, -5.0)] * 10
    weights = fit_reading(cases)
    assert weights.odds > 0
    assert right_first(cases, weights) == mean_f1(cases, weights) == 1.0
    assert right_first(cases, Reading(odds=0.0, passage=0.0)) == 0.0


def test_the_reader_is_not_believed_where_it_is_wrong() -> None:
    assert fit_reading([case(-5.0, 5.0, ("xyz",))] * 10).odds == 0.0


def test_what_cannot_be_answered_is_never_right() -> None:
    measured = measure([case(5.0, -5.0), case(5.0, -5.0, ())], Reading(odds=1.0, passage=0.0))
    assert [(one.answerable, one.right) for one in measured] == [(True, True), (False, False)]


def test_confidence_tells_right_from_wrong() -> None:
    chance = random.Random(0)
    cases = [case(chance.gauss(3, 1), -5.0) for _ in range(100)]
    cases += [case(chance.gauss(-3, 1), -5.0, ()) for _ in range(100)]
    measured = measure(cases, Reading(odds=1.0, passage=0.0))
    confidence = fit_confidence(measured)
    sure = [probability(confidence.right, one.features) for one in measured]
    assert np.mean(sure[:100]) > 0.9
    assert np.mean(sure[100:]) < 0.1


def test_only_documents_kept_back_are_fitted_on() -> None:
    documents = [Document(f"d{n}", "text") for n in range(100)]
    asked = [Question(f"q{n}", "?", ("text",), (Gold(f"d{n}", 0, 4),)) for n in range(100)]
    found = kept_back(EvalSet("x", asked, documents))
    assert {q.gold[0].document_id for q in found.questions} == {d.id for d in found.documents}
    assert all(is_kept_back(document.id) for document in found.documents)
