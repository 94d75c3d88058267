"""Measures of calibration: are answers with probability p right in a share p of cases?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.measures.abstention import abstention_rows
from eval.measures.measure import Case, Family, Floats, Measure, Overall, Values, each
from eval.measures.right_answers import is_right
from eval.statistics import Interval, wilson

BINS = 15


class Bin(NamedTuple):
    """One bar of a reliability diagram.

    Args:
        low: Lowest probability; exclusive, except in the first bin.
        high: Highest probability, inclusive.
        confidence: Mean probability.
        accuracy: Share of right answers.
        interval: Wilson interval of the accuracy.
    """

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float
    interval: Interval


def equal_width(probabilities: Floats, bins: int = BINS) -> NDArray[np.int64]:
    """The bin `(k/bins, (k+1)/bins]` of each probability; 0 is in the first.  Guo et al. 2017."""
    edges = np.arange(bins + 1) / bins
    return np.maximum(np.searchsorted(edges, probabilities, "left") - 1, 0).astype(np.int64)


def equal_mass(probabilities: Floats, bins: int = BINS) -> NDArray[np.int64]:
    """Bins of as equal size as possible without separating equal probabilities.  Nguyen, O'Connor 2015."""
    below = np.searchsorted(np.sort(probabilities), probabilities, "left")
    return (below * bins // max(len(probabilities), 1)).astype(np.int64)


def calibration_error(probabilities: Floats, truths: Floats, placed: NDArray[np.int64]) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over bins, weighted by size.

    Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks".  In [0, 1], 0 is best.
    """
    if not len(probabilities):
        return float("nan")
    return float(np.abs(np.bincount(placed, probabilities - truths)).sum() / len(probabilities))


def reliability(probabilities: Floats, truths: Floats, bins: int = BINS) -> list[Bin]:
    """The bins of equal width that are not empty, for a reliability diagram."""
    placed = equal_width(probabilities, bins)
    found = []
    for number in np.unique(placed).tolist():
        inside = placed == number
        n, right = int(inside.sum()), round(float(truths[inside].sum()))
        confidence = float(probabilities[inside].mean())
        found.append(
            Bin(number / bins, (number + 1) / bins, n, confidence, right / n, wilson(round(right), n))
        )
    return found


def shown_rows(cases: Sequence[Case]) -> Floats:
    """The judged answers shown with a probability, `(answers, 2)`: the probability, whether it is right."""
    rows = [
        (case.outcome.probability, is_right(case, case.outcome.answer))
        for case in cases
        if case.judged and case.outcome.answer is not None and case.outcome.probability is not None
    ]
    return np.array(rows, np.float64).reshape(-1, 2)


def _values(case: Case) -> Values:
    values = Values()
    for probability, truth in shown_rows([case]).tolist():
        values["Brier"] = (probability - truth) ** 2
    if case.judged and not case.failed:
        values["Brier answerability"] = (case.outcome.answerability - (not case.question.unanswerable)) ** 2
    return values


CALIBRATION = Family(
    (
        Measure("Brier", "squared distance of a shown probability from the truth (Brier 1950)", False),
        Measure("Brier answerability", "squared distance of answerability from the truth", False),
    ),
    each(_values),
)
OVERALL = (
    Overall(
        Measure("ECE", "mean distance of shown probability and truth, 15 bins of equal width", False),
        shown_rows,
        lambda rows: calibration_error(rows[:, 0], rows[:, 1], equal_width(rows[:, 0])),
    ),
    Overall(
        Measure("ECE adaptive", "the same with 15 bins of equal size", False),
        shown_rows,
        lambda rows: calibration_error(rows[:, 0], rows[:, 1], equal_mass(rows[:, 0])),
    ),
    Overall(
        Measure(
            "ECE answerability", "mean distance of answerability and truth, 15 bins of equal width", False
        ),
        abstention_rows,
        lambda rows: calibration_error(rows[:, 0], rows[:, 1], equal_width(rows[:, 0])),
    ),
)
