"""Measures of abstention: does the system know when not to answer?

They apply to judged questions (see `Case.judged`) with a response.  An *error* is an answer that is not
right (see `right_answers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from eval.measures.answers import shown_f1
from eval.measures.measure import Case, Family, Floats, Measure, Overall, Values, each
from eval.measures.right_answers import is_right

MEASURES = (
    Measure("error rate", "share of shown answers that are errors", higher_is_better=False, proportion=True),
    Measure("answered", "share of answerable questions that got an answer", proportion=True),
    Measure("refused", "share of unanswerable questions that were abstained from", proportion=True),
)


def _values(case: Case) -> Values:
    if not case.judged:
        return {}
    answer, values = case.outcome.answer, Values()
    if case.question.unanswerable:
        values["refused"] = float(answer is None and not case.failed)
    else:
        values["answered"] = float(answer is not None)
    if answer is not None:
        values["error rate"] = float(not is_right(case, answer))
    return values


ABSTENTION = Family(MEASURES, each(_values))


def auroc(scores: Floats, positive: Floats) -> float:
    """The probability that a positive scores above a negative, ties counting half; NaN without both kinds.

    Mann and Whitney 1947; Fawcett 2006, "An introduction to ROC analysis".
    """
    truth = positive > 0
    positives = int(truth.sum())
    negatives = len(truth) - positives
    if not positives or not negatives:
        return float("nan")
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    ranks = float(middle[place][truth].sum())
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


class RiskCoverage(NamedTuple):
    """A risk-coverage curve: at each threshold the share of questions answered and of errors in these."""

    thresholds: Floats
    coverage: Floats
    risk: Floats


def risk_coverage(scores: Floats, errors: Floats) -> RiskCoverage:
    """The curve, highest threshold first: one point for each distinct score.

    El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017, "Selective classification for deep neural networks".
    """
    values, place, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    wrong = np.cumsum(np.bincount(place, errors, len(values)))
    answered = np.cumsum(counts)
    return RiskCoverage(-values, answered / len(scores), wrong / answered)


def area_under_risk(scores: Floats, errors: Floats) -> float:
    """Mean risk over the coverages 1/n, 2/n ... 1 (AURC of Geifman and El-Yaniv); lower is better.

    Ties count as broken at random, in expectation, so that the order of questions has no influence.
    """
    if not len(scores):
        return float("nan")
    curve = risk_coverage(scores, errors)
    answered = np.concatenate([[0.0], curve.coverage * len(scores)])
    wrong = np.concatenate([[0.0], curve.risk * answered[1:]])
    steps = np.arange(1, len(scores) + 1)
    return float(np.mean(np.interp(steps, answered, wrong) / steps))


class Best(NamedTuple):
    """The highest SQuAD 2.0 score and its threshold; at an infinite threshold nothing is answered."""

    score: float
    threshold: float


def best_threshold(scores: Floats, shown: Floats, abstained: Floats) -> Best:
    """Choose the threshold in hindsight, as the official `find_best_thresh` does.

    Unlike there, equal scores are never separated, so that the order of questions has no influence.
    Optimistic: the threshold is chosen on the questions that it is measured on.

    Args:
        shown: Each question's score if its answer is shown.
        abstained: Each question's score if it is not.
    """
    if not len(scores):
        return Best(float("nan"), float("nan"))
    values, place = np.unique(-scores, return_inverse=True)
    gains = np.cumsum(np.bincount(place, shown - abstained, len(values)))
    totals = np.concatenate([[0.0], gains]) + abstained.sum()
    best = int(np.argmax(totals))
    return Best(float(totals[best]) / len(scores), float(np.concatenate([[np.inf], -values])[best]))


def abstention_rows(cases: Sequence[Case]) -> Floats:
    """The judged responses, shape `(responses, 5)`.

    Columns: answerability; whether the question is answerable; whether the forced answer is an error; its
    token F1; whether an answer was shown.
    """
    rows = []
    for case in cases:
        if case.judged and not case.failed:
            outcome, answerable = case.outcome, not case.question.unanswerable
            f1 = shown_f1(outcome.forced, case.question.answers if answerable else ())
            wrong = not is_right(case, outcome.forced)
            rows.append((outcome.answerability, answerable, wrong, f1, outcome.answer is not None))
    return np.array(rows, np.float64).reshape(-1, 5)


OVERALL = (
    Overall(
        Measure(
            "AUROC", "how well answerability separates answerable from unanswerable questions; 0.5 is chance"
        ),
        abstention_rows,
        lambda rows: auroc(rows[:, 0], rows[:, 1]),
    ),
    Overall(
        Measure(
            "AURC",
            "mean share of errors among the surest answers, over all coverages",
            higher_is_better=False,
        ),
        abstention_rows,
        lambda rows: area_under_risk(rows[:, 0], rows[:, 2]),
    ),
    Overall(
        Measure("best F1", "SQuAD 2.0 F1 at the threshold that is best in hindsight"),
        abstention_rows,
        lambda rows: best_threshold(rows[:, 0], rows[:, 3], 1 - rows[:, 1]).score,
    ),
    Overall(
        Measure("coverage", "share of all questions that got an answer"),
        abstention_rows,
        lambda rows: float(rows[:, 4].mean()) if len(rows) else float("nan"),
    ),
)
