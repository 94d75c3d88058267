"""Intervals and tests: literals, scipy beside ours, and how they behave on data made to be equal or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval.statistics import bootstrap_mean, bootstrap_rows, holm, randomisation_test, wilson


def test_wilson_literals() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_bootstrap_is_near_the_normal_interval() -> None:
    values = np.random.default_rng(1).normal(0.3, 1, 400)
    half = 1.96 * values.std() / 20
    assert bootstrap_mean(values) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.02)


def test_bootstrap_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(2)
    intervals = [bootstrap_mean(random.exponential(1, 60).round(2)) for _ in range(200)]
    covered = np.mean([low <= 1 <= high for low, high in intervals])
    assert 0.88 <= covered <= 0.98


@given(st.lists(st.integers(-8, 8).map(lambda n: n / 8), min_size=1, max_size=30))
def test_bootstrap_properties(values: list[float]) -> None:
    low, high = bootstrap_mean(np.array(values))
    assert min(values) - 1e-12 <= low <= high <= max(values) + 1e-12
    assert bootstrap_mean(np.array(values[::-1])) == (low, high)


def test_bootstrap_without_spread_or_values() -> None:
    assert bootstrap_mean(np.full(9, 0.25)) == (0.25, 0.25)
    with pytest.raises(ValueError, match="no values"):
        bootstrap_mean(np.array([]))


def test_bootstrap_of_rows() -> None:
    values = np.random.default_rng(3).normal(0, 1, (300, 1))
    low, high = bootstrap_rows(values, lambda rows: float(rows.mean()))
    assert (low, high) == pytest.approx(bootstrap_mean(values[:, 0]), abs=0.03)
    assert (low, high) == bootstrap_rows(values, lambda rows: float(rows.mean()))
    # Resamples of the first row alone are not defined: the figure of the others is 1.
    half = np.array([[0.0], [1.0]])
    assert bootstrap_rows(half, lambda rows: 1.0 if rows.any() else float("nan")) == (1.0, 1.0)
    with pytest.raises(ValueError, match="every resample"):
        bootstrap_rows(half, lambda _: float("nan"))
    with pytest.raises(ValueError, match="no rows"):
        bootstrap_rows(half[:0], lambda _: 0.0)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([1, 2, 3], 2 / 8),
        ([1, 1, -1], 1.0),
        ([5], 1.0),
        ([0.1, 0.2, -0.3], 1.0),  # the sum is 0 but for rounding
        ([3, 1, 1, -1], 8 / 16),  # 3 with all three ones up or all but one, and the mirrors of these 4
        ([0, 0, 1, 2, 3, 0], 2 / 8),
        ([], 1.0),
        ([0, 0], 1.0),
        ([1] * 13, 2 / 8192),
    ],
)
def test_exact_p_values_by_hand(differences: list[float], p: float) -> None:
    assert randomisation_test(np.array(differences, np.float64)) == pytest.approx(p, abs=1e-12)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=9))
def test_an_exact_p_value_is_the_share_of_sign_patterns(differences: list[int]) -> None:
    signs = np.array(np.meshgrid(*[[-1, 1]] * len(differences))).reshape(len(differences), -1).T
    share = np.mean(np.abs(signs @ np.array(differences)) >= abs(sum(differences)))
    assert randomisation_test(np.array(differences, np.float64)) == pytest.approx(share, abs=1e-12)


def test_sampled_p_values_are_near_the_exact_ones() -> None:
    # 20 equal differences, 15 up: the sum is that of a binomial with 15 or more, or 5 or fewer, of 20.
    ups = np.array([1.0] * 15 + [-1.0] * 5)
    assert randomisation_test(ups) == pytest.approx(stats.binomtest(15, 20).pvalue, abs=0.005)
    # Distinct sizes, where nothing is grouped.
    mixed = np.random.default_rng(4).normal(0.4, 1, 14)
    signs = np.array(np.meshgrid(*[[-1, 1]] * 14)).reshape(14, -1).T
    exact = np.mean(np.abs(signs @ mixed) >= abs(mixed.sum()) - 1e-9)
    assert randomisation_test(mixed) == pytest.approx(exact, abs=0.02)


def test_a_sampled_p_value_is_never_nought() -> None:
    assert randomisation_test(np.ones(100)) == 2 / 10_001


@given(st.lists(st.integers(-8, 8).map(lambda n: n / 8), max_size=20))
def test_randomisation_properties(values: list[float]) -> None:
    differences = np.array(values, np.float64)
    p = randomisation_test(differences)
    assert 0 < p <= 1
    assert randomisation_test(-differences) == p
    assert randomisation_test(differences[::-1]) == p
    assert randomisation_test(differences * 4) == p
    assert randomisation_test(np.concatenate([differences, np.zeros(5)])) == p


@pytest.mark.parametrize(("pairs", "trials"), [(12, 600), (30, 150)], ids=["exact", "sampled"])
def test_false_positives_are_as_rare_as_they_say(pairs: int, trials: int) -> None:
    random = np.random.default_rng(5)
    found = np.mean([randomisation_test(random.laplace(0, 1, pairs)) < 0.05 for _ in range(trials)])
    spread = 3 * (0.05 * 0.95 / trials) ** 0.5
    assert 0.05 - spread <= found <= 0.05 + spread


def test_power() -> None:
    random = np.random.default_rng(6)
    found = np.mean([randomisation_test(random.normal(0.5, 1, 50)) < 0.05 for _ in range(60)])
    assert found >= 0.85  # a t test would find 93%


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_properties(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    if p_values:
        assert min(adjusted) == pytest.approx(min(1, len(p_values) * min(p_values)))
    assert [adjusted[i] for i in sorted(range(len(p_values)), key=lambda i: p_values[i])] == sorted(adjusted)
