"""Confidence intervals and significance tests; vectorised, and bit-identical for the same input and seed.

Sources: Wilson 1927 (interval of a proportion); Efron 1979, Efron and Tibshirani 1993 (bootstrap); Fisher
1935 and Smucker, Allan and Carterette 2007, "A comparison of statistical significance tests for information
retrieval evaluation" (paired randomisation); Phipson and Smyth 2010 (the +1 of sampled p values); Holm 1979.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95
#: Sign patterns drawn by the randomisation test; if there are no more than these, all are tried.
PERMUTATIONS = 10_000
#: Resamples of the bootstrap of a mean, and of the bootstrap of any other statistic.
RESAMPLES = 2_000
RESAMPLES_OF_ROWS = 500
#: Numbers held in memory at once.
CELLS = 2_000_000


class Interval(NamedTuple):
    """A closed interval."""

    low: float
    high: float


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval of a proportion; [0, 1] if n is 0."""
    if not n:
        return Interval(0.0, 1.0)
    found = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def bootstrap_mean(values: NDArray[np.float64], seed: int = 0, confidence: float = CONFIDENCE) -> Interval:
    """Percentile bootstrap interval of a mean; of paired differences, that of the mean difference.

    The counts of distinct values are drawn (multinomial), which has the distribution of drawing questions and
    does not depend on their order.  If all values are equal, the interval has no width.

    Raises:
        ValueError: There are no values.
    """
    if not len(values):
        raise ValueError("no values to resample")
    distinct, counts = np.unique(values, return_counts=True)
    random = np.random.default_rng(seed)
    shares = counts / len(values)
    means = [
        random.multinomial(len(values), shares, size) @ distinct / len(values)
        for size in _chunks(RESAMPLES, len(distinct))
    ]
    return _percentiles(np.concatenate(means), confidence)


def bootstrap_rows(
    rows: NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64]], float],
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Percentile bootstrap interval of a statistic of rows; resamples where it is NaN are left out.

    Raises:
        ValueError: There are no rows, or the statistic is NaN for every resample.
    """
    if not len(rows):
        raise ValueError("no rows to resample")
    random = np.random.default_rng(seed)
    figures = np.array(
        [statistic(rows[random.integers(0, len(rows), len(rows))]) for _ in range(RESAMPLES_OF_ROWS)]
    )
    defined = figures[~np.isnan(figures)]
    if not len(defined):
        raise ValueError("the statistic is NaN for every resample")
    return _percentiles(defined, confidence)


def randomisation_test(differences: NDArray[np.float64], seed: int = 0) -> float:
    """Two-sided p value of the mean of paired differences, by swapping the two systems of pairs at random.

    Pairs without a difference do not count.  Exact for up to 13 differing pairs, which have no more sign
    patterns than `PERMUTATIONS`; else sampled.
    """
    moved = np.round(differences, 12)
    moved = moved[moved != 0]
    if len(moved) < 2:
        return 1.0
    # Order and sign, so that the p value does not depend on the order or the direction of the comparison.
    moved = moved if moved.sum() >= 0 else -moved
    moved = moved[np.lexsort((moved, np.abs(moved)))]
    found = stats.permutation_test(
        (moved,),
        np.mean,
        permutation_type="samples",
        n_resamples=PERMUTATIONS,
        batch=max(1, CELLS // len(moved)),
        vectorized=True,
        rng=np.random.default_rng(seed),
    )
    return min(1.0, float(found.pvalue))


def holm(p_values: Sequence[float]) -> list[float]:
    """P values adjusted for their number by Holm's step-down method, in the order given."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for done, number in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - done) * p_values[number]))
        adjusted[number] = highest
    return adjusted


def _chunks(total: int, width: int) -> Iterator[int]:
    """How many rows of `width` numbers to draw at a time, until there are `total`."""
    size = max(1, CELLS // max(width, 1))
    while total > 0:
        yield min(size, total)
        total -= size


def _percentiles(figures: NDArray[np.float64], confidence: float) -> Interval:
    low, high = np.quantile(figures, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))
