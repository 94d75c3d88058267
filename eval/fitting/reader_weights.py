"""Fit the weights of the reader: in the order of passages, and in the choice among spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from eval.fitting.cases import Case
from eval.measures.answers import best_f1, normalise_answer
from qa.read.rerank import rerank
from qa.read.weights import ReadingWeights

ODDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


def fit_reading(cases: Sequence[Case]) -> ReadingWeights:
    """The weights with the most right passages first, and among these with the best mean F1."""
    answerable = [case for case in cases if case.answers]
    odds = _best(ODDS, lambda value: right_first(answerable, ReadingWeights(odds=value, passage=0.0)))
    share = _best(SHARES, lambda value: mean_f1(answerable, ReadingWeights(odds=odds, passage=value)))
    return ReadingWeights(odds=odds, passage=share)


def _best(values: Sequence[float], score: Callable[[float], float]) -> float:
    return max(values, key=lambda value: (round(score(value), 5), -value))


def right_first(cases: Sequence[Case], weights: ReadingWeights) -> float:
    """The share of questions whose first passage contains the words of an answer."""
    first = [rerank(case.read, weights)[:1] for case in cases]
    return float(np.mean([_has(ranked[0].passage.text, c) for ranked, c in zip(first, cases, strict=True)]))


def _has(text: str, case: Case) -> bool:
    words = f" {normalise_answer(text)} "
    return any(f" {normalise_answer(answer)} " in words for answer in case.answers)


def mean_f1(cases: Sequence[Case], weights: ReadingWeights) -> float:
    """The mean token F1 of the best candidate."""
    found = [case.values(weights) for case in cases]
    answers = [values[0].found.text if values else "" for values in found]
    return float(
        np.mean([best_f1(answer, case.answers) for answer, case in zip(answers, cases, strict=True)])
    )
