"""Cross-validation: how good fitted probabilities and thresholds are on questions not fitted on.

By folds, which tells how well they do on more of the same; and with each set left out in turn, which tells
how well they do on documents and questions of another kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.fitting.confidence import UNANSWERABLE, Confidence, fit_confidence, rated_answers, shares
from eval.fitting.measured import Measured
from eval.measures.abstention import area_under_risk, auroc, risk_coverage
from eval.measures.calibration import calibration_error, equal_width
from eval.report.charts import OperatingPoint, risk_coverage_chart
from qa.confidence.logistic import probability

FOLDS = 5
ERROR_RATE = 0.2
STYLE = (
    "text{font:11px sans-serif;fill:#555}.grid{stroke:#ddd}.base{stroke:#888}.drop{stroke:#b5541c}"
    ".curve{fill:none;stroke:#1f5fa8;stroke-width:1.5}.area{fill:#1f5fa8;opacity:.1}.now{fill:#b5541c}"
)


class CrossValidated(NamedTuple):
    """The questions of one set, each with the probabilities of models that were not fitted on it.

    Args:
        probabilities: That what is shown, or would be, is right; shape `(questions,)`.
        right: Whether it is; the same shape, as all that follow, 0 or 1.
        holds: Whether it, or the sentence around it, holds or overlaps the answer.
        shown: At the threshold for `ERROR_RATE`.
        answerability: That the documents answer.
        counts: The weight of each question where so few are unanswerable as thresholds are calibrated for.
    """

    probabilities: NDArray[np.float64]
    right: NDArray[np.float64]
    holds: NDArray[np.float64]
    shown: NDArray[np.float64]
    answerability: NDArray[np.float64]
    answerable: NDArray[np.float64]
    counts: NDArray[np.float64]

    def summary(self) -> str:
        """The quality in one line of text."""
        asked, seen = self.answerable == 1, self.shown == 1
        p, right = self.probabilities, self.right
        line = (
            f"{asked.sum()} questions that the documents answer: {seen[asked].mean():.3f} answered, of those "
            f"{1 - right[asked & seen].mean():.3f} wrong, {1 - self.holds[asked & seen].mean():.3f} without "
            f"the answer in the sentence"
        )
        if not asked.all():
            refused = 1 - seen[~asked].mean()
            area = auroc(self.answerability, self.answerable)
            line += f"; {(~asked).sum()} that they do not: {refused:.3f} refused, AUROC {area:.3f}"
        error = (self.counts * seen * (1 - right)).sum() / max((self.counts * seen).sum(), 1e-9)
        gap = calibration_error(p[asked], right[asked], equal_width(p[asked]))
        area = auroc(p, right)
        return f"{line}; errors of all shown {error:.3f}, AUROC of right ones {area:.3f}, gap {gap:.3f}"


def cross_validate(
    sets: Sequence[Sequence[Measured]], elsewhere: Sequence[Measured] = ()
) -> list[CrossValidated]:
    """Fit on all folds but one, measure on that one; folds are contiguous: neighbours share a question."""
    rows: list[list[_Row]] = [[] for _ in sets]
    for fold in range(FOLDS):
        cut = [(len(each) * fold // FOLDS, len(each) * (fold + 1) // FOLDS) for each in sets]
        rest = [[*each[:start], *each[end:]] for each, (start, end) in zip(sets, cut, strict=True)]
        fitted = fit_confidence(rest, elsewhere)
        for found, each, (start, end) in zip(rows, sets, cut, strict=True):
            found += _rows(fitted, each[start:end])
    return [_joined(found) for found in rows]


def leave_one_out(sets: Sequence[Sequence[Measured]]) -> list[CrossValidated]:
    """Fit on all sets but one, measure on that one, for each."""
    found = []
    for number, each in enumerate(sets):
        rest = [other for n, other in enumerate(sets) if n != number]
        found.append(_joined(_rows(fit_confidence(rest), each)))
    return found


class _Row(NamedTuple):
    """A question: the columns of `CrossValidated`, but for the weight."""

    probability: float
    right: bool
    holds: bool
    shown: bool
    answerability: float
    answerable: bool


def _rows(fitted: Confidence, measured: Sequence[Measured]) -> list[_Row]:
    least = min((value for rate, value in fitted.thresholds if rate <= ERROR_RATE), default=1.0)
    rated = rated_answers(fitted, measured)
    first = rated.first_at(least)
    # What is not shown counts as its most probable form.
    best = np.where(first >= 0, first, rated.probabilities.argmax(axis=1))
    return [
        _Row(
            float(rated.probabilities[n, column]) if one.answers else 0.0,
            bool(rated.good[n, column]),
            bool(one.answers) and one.answers[column].holds,
            bool(first[n] >= 0),
            probability(fitted.answerable, one.evidence),
            one.answerable,
        )
        for n, (one, column) in enumerate(zip(measured, best.tolist(), strict=True))
    ]


def _joined(rows: Sequence[_Row]) -> CrossValidated:
    counts = shares([[Measured({}, row.answerable, ()) for row in rows]], UNANSWERABLE)
    return CrossValidated(*np.array([(*row, n) for row, n in zip(rows, counts, strict=True)], np.float64).T)


def risk_coverage_svg(validated: Sequence[CrossValidated]) -> str:
    """The risk-coverage curve of all questions that documents answer, as an SVG image."""
    all_of_them = CrossValidated(*(np.concatenate(columns) for columns in zip(*validated, strict=True)))
    asked = all_of_them.answerable == 1
    errors, seen = 1 - all_of_them.right[asked], all_of_them.shown[asked] == 1
    curve = risk_coverage(all_of_them.probabilities[asked], errors)
    point = OperatingPoint(float(seen.mean()), float(errors[seen].mean())) if seen.any() else None
    area = area_under_risk(all_of_them.probabilities[asked], errors)
    image = str(risk_coverage_chart("risk", "Errors among the surest answers", curve, area, point))
    styled = image.replace(">", f"><style>{STYLE}</style>", 1)
    return styled.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"
