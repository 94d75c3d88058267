"""Abstention: ranking by answerability, the risk-coverage curve, the best threshold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.abstention import (
    ABSTENTION,
    OVERALL,
    abstention_rows,
    area_under_risk,
    auroc,
    best_threshold,
    risk_coverage,
)
from eval.measures.measure import Case, Floats
from tests.support.eval_cases import judged, outcome, question

OF = {overall.measure.name: overall.of for overall in OVERALL}


def numbers(*values: float) -> Floats:
    return np.array(values, np.float64)


# Eighths, so that ties are common and sums are exact.
SCORED = st.lists(st.tuples(st.integers(0, 8).map(lambda n: n / 8), st.booleans()), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("scores", "positive", "area"),
    [
        ([0.9, 0.8, 0.3, 0.1], [1, 1, 0, 0], 1.0),
        ([0.9, 0.8, 0.3, 0.1], [0, 0, 1, 1], 0.0),
        ([0.9, 0.8, 0.3, 0.1], [1, 0, 1, 0], 0.75),
        ([0.5, 0.5, 0.5], [1, 0, 0], 0.5),
        ([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0], 0.875),  # 3 pairs won, 1 tied, of 4
    ],
)
def test_auroc_by_hand(scores: list[float], positive: list[float], area: float) -> None:
    assert auroc(numbers(*scores), numbers(*positive)) == pytest.approx(area, abs=1e-12)


def test_auroc_needs_both_kinds() -> None:
    assert math.isnan(auroc(numbers(0.1, 0.9), numbers(1, 1)))
    assert math.isnan(auroc(numbers(0.1, 0.9), numbers(0, 0)))


@given(SCORED)
def test_auroc_is_the_share_of_pairs_won(scored: list[tuple[float, bool]]) -> None:
    positives = [score for score, truth in scored if truth]
    negatives = [score for score, truth in scored if not truth]
    area = auroc(numbers(*(s for s, _ in scored)), numbers(*(t for _, t in scored)))
    if not positives or not negatives:
        assert math.isnan(area)
        return
    won = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    assert area == pytest.approx(won / (len(positives) * len(negatives)), abs=1e-12)
    opposite = auroc(numbers(*(-s for s, _ in scored)), numbers(*(t for _, t in scored)))
    assert area + opposite == pytest.approx(1)


def test_risk_coverage_by_hand() -> None:
    curve = risk_coverage(numbers(0.7, 0.9, 0.5, 0.7), numbers(1, 0, 1, 0))
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.5]
    assert curve.coverage.tolist() == [0.25, 0.75, 1.0]
    assert curve.risk.tolist() == pytest.approx([0, 1 / 3, 1 / 2])


def test_area_under_risk_by_hand() -> None:
    # risks 0, 1/2, 1/3
    assert area_under_risk(numbers(0.9, 0.8, 0.7), numbers(0, 1, 0)) == pytest.approx(5 / 18)
    # in a tie of two with one error: 1/2 an error at the first, 1 at the second
    assert area_under_risk(numbers(0.8, 0.8, 0.7), numbers(0, 1, 0)) == pytest.approx(
        (1 / 2 + 1 / 2 + 1 / 3) / 3
    )
    assert math.isnan(area_under_risk(numbers(), numbers()))


@given(SCORED)
def test_area_under_risk_properties(scored: list[tuple[float, bool]]) -> None:
    scores, errors = numbers(*(s for s, _ in scored)), numbers(*(t for _, t in scored))
    area = area_under_risk(scores, errors)
    assert 0 <= area <= 1
    backwards = area_under_risk(scores[::-1], errors[::-1])
    assert area == pytest.approx(backwards, abs=1e-12)
    # With no knowledge at all it is the share of errors; with errors last it is the least there can be.
    assert area_under_risk(np.zeros(len(scores)), errors) == pytest.approx(errors.mean())
    assert area_under_risk(-errors, errors) <= area + 1e-12


def official_best(scores: list[float], shown: list[float], answerable: list[bool]) -> float:
    """SQuAD 2.0's search, written down a second time; right where no scores tie."""
    total = float(sum(not one for one in answerable))
    best = total
    for number in sorted(range(len(scores)), key=lambda i: 1 - scores[i]):
        total += shown[number] if answerable[number] else -1
        best = max(best, total)
    return best / len(scores)


@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 8), st.booleans()),
        min_size=1,
        unique_by=lambda r: r[0],
    )
)
def test_best_threshold_agrees_with_squad(rows: list[tuple[int, int, bool]]) -> None:
    scores = [score / 1000 for score, _, _ in rows]
    shown = [f1 / 8 if answerable else 0.0 for _, f1, answerable in rows]
    answerable = [one for _, _, one in rows]
    found = best_threshold(numbers(*scores), numbers(*shown), 1 - numbers(*answerable))
    assert found.score == pytest.approx(official_best(scores, shown, answerable), abs=1e-12)
    reached = [
        f1 if s >= found.threshold else 1.0 - a for s, f1, a in zip(scores, shown, answerable, strict=True)
    ]
    assert sum(reached) / len(reached) == pytest.approx(found.score, abs=1e-12)


def test_no_threshold_parts_a_tie() -> None:
    # Parted, the answerable one could be shown alone, for 1.0.
    found = best_threshold(numbers(0.5, 0.5), numbers(1, 0), numbers(0, 1))
    assert found.score == 0.5
    assert best_threshold(numbers(0.2), numbers(0), numbers(1)).threshold == math.inf


def test_cases_by_hand() -> None:
    cases = [
        judged("1", True, 0.9),
        judged("2", None, 0.8),
        judged("3", False, 0.7),
        judged("4", True, 0.3, shown=False),
        judged("5", None, 0.1, shown=False),
        Case(question("6", ("x",)), outcome("6", error="timed out")),
        Case(question("7"), outcome("7", "not judged")),
    ]
    assert ABSTENTION.values(cases) == [
        {"answered": 1.0, "error rate": 0.0},
        {"refused": 0.0, "error rate": 1.0},
        {"answered": 1.0, "error rate": 1.0},
        {"answered": 0.0},
        {"refused": 1.0},
        {"answered": 0.0},
        {},
    ]
    rows = abstention_rows(cases)
    assert rows[:, 1].tolist() == [1, 0, 1, 1, 0]
    # pairs won: .9 both, .7 one, .3 one
    assert OF["AUROC"](rows) == pytest.approx(4 / 6)
    # errors 0 1 1 0 1, the last a forced answer to an unanswerable question
    assert OF["AURC"](rows) == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)
    # only the first shown: 1 + two right abstentions
    assert OF["best F1"](rows) == pytest.approx(3 / 5)
    assert OF["coverage"](rows) == pytest.approx(3 / 5)


def test_half_of_the_words_is_right() -> None:
    def error(answer: str) -> float:
        return ABSTENTION.values([Case(question(answers=("one two",)), outcome(answer=answer))])[0][
            "error rate"
        ]

    assert error("two three") == 0.0  # F1 is 1/2
    assert error("two three four") == 1.0  # 2/5
