"""How sure an answer is: a logistic model, and the threshold of each error rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.fitting.cases import Case
from eval.fitting.logistic import fit_logistic
from eval.measures.answers import best_f1
from qa.answerability import features, probability
from qa.read import found_spans, reorder
from qa.weights import Logistic, Reading

#: An answer is right from this token F1 on.
RIGHT = 0.5
#: The share of questions that documents do not answer, in the mix that is calibrated for.
UNANSWERABLE = 0.15
ERROR_RATES = [*(round(n / 100, 2) for n in range(1, 51)), 1.0]
#: A threshold below which fewer than this many answers were shown says nothing.
LEAST_SHOWN = 50


class Confidence(NamedTuple):
    """The model and the thresholds, as in `qa.weights.Weights`."""

    right: Logistic
    thresholds: list[tuple[float, float]]


class Measured(NamedTuple):
    """What was measured of a case's best span, whether the documents answer, and whether it does."""

    features: dict[str, float]
    answerable: bool
    right: bool


def measure(cases: Sequence[Case], weights: Reading) -> list[Measured]:
    """Measure those with a span."""
    measured = []
    for case in cases:
        found = found_spans(reorder(case.ranked, weights), weights)
        if found:
            right = bool(case.answers) and best_f1(found[0].text, case.answers) >= RIGHT
            measured.append(Measured(features(case.question, case.words, found), bool(case.answers), right))
    return measured


def fit_confidence(measured: Sequence[Measured]) -> Confidence:
    """Fit the model and read the thresholds off the same cases."""
    rows = [one.features for one in measured]
    counts = shares([one.answerable for one in measured])
    right = fit_logistic(rows, [one.right for one in measured], counts)
    shown = np.array([probability(right, row) for row in rows])
    rates = thresholds(shown, np.array([one.right for one in measured]), np.array(counts))
    return Confidence(right, rates)


def shares(answerable: Sequence[bool]) -> list[float]:
    """How much each case counts, so that what cannot be answered is `UNANSWERABLE` of all."""
    yes = sum(answerable)
    no = len(answerable) - yes
    other = UNANSWERABLE / (1 - UNANSWERABLE) * yes / max(no, 1)
    return [1.0 if one else other for one in answerable]


def thresholds(
    shown: NDArray[np.float64], right: NDArray[np.bool_], shares: NDArray[np.float64]
) -> list[tuple[float, float]]:
    """For each error rate the lowest probability at or above which no larger share is wrong."""
    order = np.argsort(-shown, kind="stable")
    errors = np.cumsum(~right[order] * shares[order]) / np.cumsum(shares[order])
    counts = np.arange(1, len(order) + 1)
    ends = np.append(shown[order][1:] < shown[order][:-1], True) & (counts >= LEAST_SHOWN)
    found = []
    for rate in ERROR_RATES:
        good = np.flatnonzero(ends & (errors <= rate))
        if len(good):
            found.append((rate, 0.0 if rate == 1.0 else round(float(shown[order[good[-1]]]), 4)))
    return found
