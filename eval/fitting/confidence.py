"""Fit the probabilities, and the threshold for each error rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.fitting.logistic import fit_logistic
from eval.fitting.measured import EXACT, Measured, MeasuredAnswer
from qa.confidence.logistic import Logistic, probability
from qa.confidence.weights import QUOTE

#: The share of unanswerable questions in each set that probabilities and thresholds are calibrated for: of
#: four questions that people ask of their documents, these do not answer one.
UNANSWERABLE = 0.25
ERROR_RATES = [*(round(n / 100, 2) for n in range(1, 51)), 1.0]
#: Thresholds at which fewer answers than this are shown are not reliable, and are left out.
LEAST_SHOWN = 50
#: A form whose words must be those of the answer has a model of its own, if so many of its answers are right
#: and so many are wrong.
LEAST_OF_FORM = 100
#: Of questions on something else, so many are told that nothing is in the documents.  Where the documents are
#: of all sorts, as those of the sets are, the rest touches on what they speak of.
TOLD_NOTHING = 0.75


class Confidence(NamedTuple):
    """The models and the thresholds, as `qa.confidence.weights.Weights` has them."""

    answerable: Logistic
    right: dict[str, Logistic]
    thresholds: list[tuple[float, float]]
    closest: float

    def probability(self, answer: MeasuredAnswer) -> float:
        """The probability that an answer is right."""
        return probability(self.right.get(answer.form, self.right[QUOTE]), answer.features)


class _Row(NamedTuple):
    """What a model is fitted on: features, what they tell, and the weight of the row."""

    features: dict[str, float]
    wanted: bool
    weight: float


def fit_confidence(sets: Sequence[Sequence[Measured]], elsewhere: Sequence[Measured] = ()) -> Confidence:
    """Fit the models, and the thresholds on the same cases; all sets have equal weight.

    Args:
        elsewhere: Questions that were asked of documents on something else.
    """
    measured = [one for each in sets for one in each]
    counts = shares(sets, UNANSWERABLE)
    weighed = [*zip(measured, counts, strict=True)]
    answerable = _fitted([_Row(one.evidence, one.answerable, count) for one, count in weighed])
    rows: dict[str, list[_Row]] = {QUOTE: []}
    for one, count in weighed:
        for answer in one.answers:
            model = answer.form.value if answer.form in EXACT else QUOTE
            if answer.right is not None:
                rows.setdefault(model, []).append(_Row(answer.features, answer.right, count))
    right = {model: _fitted(found) for model, found in rows.items() if model == QUOTE or _are_enough(found)}
    fitted = Confidence(answerable, right, [], 0.0)
    least = [probability(answerable, one.evidence) for one in elsewhere]
    closest = round(float(np.quantile(least, TOLD_NOTHING)), 4) if least else 0.0
    return fitted._replace(thresholds=thresholds(fitted, sets), closest=closest)


def _are_enough(rows: Sequence[_Row]) -> bool:
    right = sum(row.wanted for row in rows)
    return min(right, len(rows) - right) >= LEAST_OF_FORM


def _fitted(rows: Sequence[_Row]) -> Logistic:
    return fit_logistic([r.features for r in rows], [r.wanted for r in rows], [r.weight for r in rows])


def shares(sets: Sequence[Sequence[Measured]], unanswerable: float) -> list[float]:
    """The weight of each case: 1 for a whole set, of which its unanswerable questions get `unanswerable`."""
    return [share for each in sets for share in _shares([one.answerable for one in each], unanswerable)]


def _shares(answerable: Sequence[bool], unanswerable: float) -> list[float]:
    yes = sum(answerable)
    no = len(answerable) - yes
    each = (1 - unanswerable if no else 1.0) / max(yes, 1), (unanswerable if yes else 1.0) / max(no, 1)
    return [each[0] if one else each[1] for one in answerable]


#: The thresholds that are looked at.
GRID = np.arange(0.005, 1.0, 0.005)


def thresholds(fitted: Confidence, sets: Sequence[Sequence[Measured]]) -> list[tuple[float, float]]:
    """For each error rate the lowest threshold at which at most that share of what is shown is wrong.

    It is that of all sets together, each with the same weight, as the probabilities are fitted on them.
    """
    found = [_errors(fitted, each) for each in sets]
    errors = np.array([each for each in found if np.isfinite(each).any()] or found).mean(axis=0)
    lowest = {rate: GRID[errors <= rate][:1].tolist() for rate in ERROR_RATES}
    return [
        (rate, 0.0 if rate == 1.0 else round(least, 4)) for rate, first in lowest.items() for least in first
    ]


def _errors(fitted: Confidence, measured: Sequence[Measured]) -> NDArray[np.float64]:
    """The share of what a set is shown that is wrong at each threshold; of too few the one before."""
    rated, counts = rated_answers(fitted, measured), np.array(shares([measured], UNANSWERABLE))
    errors = np.full(len(GRID), np.inf)
    for n, least in enumerate(GRID):
        shown, wrong = rated.shown_at(float(least))
        if shown.sum() >= LEAST_SHOWN:
            errors[n] = (counts * wrong).sum() / (counts * shown).sum()
        elif n:
            errors[n] = errors[n - 1]
    return errors


class Rated(NamedTuple):
    """What could be shown for cases, most wanted first.

    Args:
        probabilities: Shape `(cases, answers)`; -1 where a case has fewer answers.
        good: Whether each is good; the same shape.
        surer: How much surer another answer must be for one to give way to it; shape `(cases,)`.
    """

    probabilities: NDArray[np.float64]
    good: NDArray[np.bool_]
    surer: NDArray[np.float64]

    def first_at(self, least: float) -> NDArray[np.int64]:
        """Which answer of each case is shown at a threshold, as `first_shown` decides; -1 where none is."""
        surest = self.probabilities.max(axis=1)
        enough = self.probabilities >= np.maximum(surest - self.surer, least)[:, None]
        return np.where(enough.any(axis=1), enough.argmax(axis=1), -1)

    def shown_at(self, least: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which cases are shown something at a threshold, and which something wrong."""
        first = self.first_at(least)
        shown: NDArray[np.bool_] = first >= 0
        return shown, shown & ~self.good[np.arange(len(first)), first]


def rated_answers(fitted: Confidence, measured: Sequence[Measured]) -> Rated:
    """The probabilities of all that could be shown."""
    most = max((len(one.answers) for one in measured), default=0) or 1
    rated, good = np.full((len(measured), most), -1.0), np.zeros((len(measured), most), bool)
    for row, one in enumerate(measured):
        for column, answer in enumerate(one.answers):
            rated[row, column], good[row, column] = fitted.probability(answer), answer.is_good
    return Rated(rated, good, np.array([one.surer for one in measured]))
