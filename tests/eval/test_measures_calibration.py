"""Calibration: bins, errors, Brier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.calibration import (
    CALIBRATION,
    OVERALL,
    calibration_error,
    equal_mass,
    equal_width,
    reliability,
    shown_rows,
)
from eval.measures.measure import Case
from tests.support.eval_cases import judged, outcome, question

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_bins_hold_their_upper_edge() -> None:
    edges = np.array([0.0, 1e-9, 1 / 15, 1 / 15 + 1e-9, 0.2, 0.6, 14 / 15, 1.0])
    assert equal_width(edges).tolist() == [0, 0, 0, 1, 2, 8, 13, 14]


def test_bins_of_equal_mass_never_part_a_tie() -> None:
    assert equal_mass(np.array([0.4, 0.1, 0.3, 0.2]), 2).tolist() == [1, 0, 1, 0]
    assert equal_mass(np.array([0.1, 0.2, 0.2, 0.9]), 2).tolist() == [0, 0, 0, 1]
    assert equal_mass(np.array([]), 2).tolist() == []


def test_error_by_hand() -> None:
    p, y = np.array([0.95, 0.97, 0.5, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    # |1.92 - 1| + |0.5 - 1| + |0.1 - 0|, of 4
    assert calibration_error(p, y, equal_width(p)) == pytest.approx(1.52 / 4)
    # bins {.1, .5} and {.95, .97}: |0.6 - 1| + |1.92 - 1|
    assert calibration_error(p, y, equal_mass(p, 2)) == pytest.approx(1.32 / 4)


def test_reliability_by_hand() -> None:
    (low, high) = reliability(np.array([0.95, 0.97, 0.05]), np.array([1.0, 0.0, 0.0]), 10)
    assert (low.low, low.high, low.n, low.confidence, low.accuracy) == (0.0, 0.1, 1, 0.05, 0.0)
    assert (high.low, high.high, high.n, high.accuracy) == (0.9, 1.0, 2, 0.5)
    assert high.confidence == pytest.approx(0.96)
    assert high.interval == pytest.approx((0.0945, 0.9055), abs=1e-4)


@given(PAIRS)
def test_error_is_the_bars_distance_from_the_diagonal(pairs: list[tuple[float, bool]]) -> None:
    p, y = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs], np.float64)
    error = calibration_error(p, y, equal_width(p))
    bars = reliability(p, y)
    assert sum(bar.n for bar in bars) == len(pairs)
    assert error == pytest.approx(
        sum(bar.n * abs(bar.confidence - bar.accuracy) for bar in bars) / len(pairs)
    )
    assert 0 <= error <= 1
    assert error >= abs(p.mean() - y.mean()) - 1e-9
    assert all(bar.low <= bar.confidence <= bar.high + 1e-9 for bar in bars)


def test_perfect_calibration_has_no_error() -> None:
    p = np.repeat([0.25, 0.75], 4)
    y = np.array([1, 0, 0, 0, 1, 1, 1, 0], np.float64)
    assert calibration_error(p, y, equal_width(p)) == pytest.approx(0)
    assert calibration_error(p, y, equal_mass(p)) == pytest.approx(0)


def test_cases_by_hand() -> None:
    cases = [
        judged("1", True, 0.9, probability=0.8),
        judged("2", None, 0.7, probability=0.6),
        judged("3", True, 0.2, shown=False, probability=0.2),  # not shown
        Case(question("4", ("x",)), outcome("4", error="timed out")),
    ]
    assert shown_rows(cases).tolist() == [[0.8, 1.0], [0.6, 0.0]]
    assert CALIBRATION.values(cases) == [
        {"Brier": pytest.approx(0.04), "Brier answerability": pytest.approx(0.01)},
        {"Brier": pytest.approx(0.36), "Brier answerability": pytest.approx(0.49)},
        {"Brier answerability": pytest.approx(0.64)},
        {},
    ]
    found = {overall.measure.name: overall.of(overall.rows(cases)) for overall in OVERALL}
    assert found == pytest.approx(
        {"ECE": 0.4, "ECE adaptive": 0.4, "ECE answerability": (0.1 + 0.7 + 0.8) / 3}
    )
