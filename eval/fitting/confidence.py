"""Fit the probability that an answer is right, and the threshold for each error rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.fitting.cases import Case
from eval.fitting.logistic import fit_logistic
from eval.measures.answers import best_f1
from qa.confidence.answerability import features, log_odds, probability
from qa.confidence.weights import Logistic
from qa.read.weights import ReadingWeights

#: Answers with at least this token F1 are right.
RIGHT = 0.5
#: Shares of unanswerable questions.  The weights of features are fitted with many, so that features that
#: recognise such questions count; probabilities and thresholds are calibrated for few.
WEIGHED, CALIBRATED = 0.3, 0.05
ERROR_RATES = [*(round(n / 100, 2) for n in range(1, 51)), 1.0]
#: Thresholds at which fewer answers than this are shown are not reliable, and are left out.
LEAST_SHOWN = 50


class Confidence(NamedTuple):
    """The model and the thresholds, as `qa.confidence.weights.Weights` has them."""

    right: Logistic
    thresholds: list[tuple[float, float]]


class Measured(NamedTuple):
    """Features of a case's best span, whether the question is answerable, and whether the span is right."""

    features: dict[str, float]
    answerable: bool
    right: bool


def measure(cases: Sequence[Case], weights: ReadingWeights) -> list[Measured]:
    """Measure the cases that have a span."""
    measured = []
    for case in cases:
        values = case.values(weights)
        if values:
            right = bool(case.answers) and best_f1(values[0].found.text, case.answers) >= RIGHT
            measured.append(
                Measured(features(case.question, case.analyzer, values), bool(case.answers), right)
            )
    return measured


def fit_confidence(sets: Sequence[Sequence[Measured]]) -> Confidence:
    """Fit the model, and the thresholds on the same cases; all sets have equal weight."""
    measured = [one for each in sets for one in each]
    rows, rights = [one.features for one in measured], [one.right for one in measured]
    weighed = fit_logistic(rows, rights, shares(sets, WEIGHED))
    counts = shares(sets, CALIBRATED)
    scale = fit_logistic([{"log_odds": log_odds(weighed, row)} for row in rows], rights, counts)
    right = scaled(weighed, scale.weights["log_odds"], scale.bias)
    shown = np.array([probability(right, row) for row in rows])
    return Confidence(right, thresholds(shown, np.array(rights), np.array(counts)))


def scaled(model: Logistic, factor: float, shift: float) -> Logistic:
    """The model with its log odds multiplied and shifted."""
    weights = {name: round(factor * weight, 4) for name, weight in model.weights.items()}
    return Logistic(bias=round(factor * model.bias + shift, 4), weights=weights)


def shares(sets: Sequence[Sequence[Measured]], unanswerable: float) -> list[float]:
    """The weight of each case: 1 for a whole set, of which its unanswerable questions get `unanswerable`."""
    return [share for each in sets for share in _shares([one.answerable for one in each], unanswerable)]


def _shares(answerable: Sequence[bool], unanswerable: float) -> list[float]:
    yes = sum(answerable)
    no = len(answerable) - yes
    each = (1 - unanswerable if no else 1.0) / max(yes, 1), (unanswerable if yes else 1.0) / max(no, 1)
    return [each[0] if one else each[1] for one in answerable]


def thresholds(
    shown: NDArray[np.float64], right: NDArray[np.bool_], shares: NDArray[np.float64]
) -> list[tuple[float, float]]:
    """For each error rate the lowest probability at or above which at most that share is wrong."""
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
