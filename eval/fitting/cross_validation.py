"""Cross-validation: how good fitted probabilities and thresholds are on questions not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.fitting.confidence import Measured, fit_confidence
from eval.measures.abstention import area_under_risk, auroc, risk_coverage
from eval.measures.calibration import calibration_error, equal_width
from eval.report.charts import OperatingPoint, risk_coverage_chart
from qa.confidence.answerability import probability

FOLDS = 5
ERROR_RATE = 0.2
STYLE = (
    "text{font:11px sans-serif;fill:#555}.grid{stroke:#ddd}.base{stroke:#888}.drop{stroke:#b5541c}"
    ".curve{fill:none;stroke:#1f5fa8;stroke-width:1.5}.area{fill:#1f5fa8;opacity:.1}.now{fill:#b5541c}"
)


class CrossValidated(NamedTuple):
    """The questions of one set, each with the probability of a model fitted on the other folds.

    Args:
        probabilities: Shape `(questions,)`.
        right, answerable, shown: The same shape, 0 or 1; shown is at the threshold for `ERROR_RATE`.
    """

    probabilities: NDArray[np.float64]
    right: NDArray[np.float64]
    answerable: NDArray[np.float64]
    shown: NDArray[np.float64]

    def summary(self) -> str:
        """The quality in one line of text."""
        asked, seen = self.answerable == 1, self.shown == 1
        p, right = self.probabilities[asked], self.right[asked]
        wrong = 1 - self.right[asked & seen].mean()
        error = calibration_error(p, right, equal_width(p))
        line = (
            f"{asked.sum()} questions that the documents answer: {seen[asked].mean():.3f} answered, of those "
            f"{wrong:.3f} wrong, calibration error {error:.3f}, AUROC of right answers {auroc(p, right):.3f}"
        )
        if not asked.all():
            area = auroc(self.probabilities, self.answerable)
            refused = 1 - seen[~asked].mean()
            line += f"; {(~asked).sum()} that they do not: {refused:.3f} refused, AUROC {area:.3f}"
        return line


def cross_validate(sets: Sequence[Sequence[Measured]]) -> list[CrossValidated]:
    """Fit on all folds but one, measure on that one; folds are contiguous: neighbours share a question."""
    rows: list[list[tuple[float, ...]]] = [[] for _ in sets]
    for fold in range(FOLDS):
        cut = [(len(each) * fold // FOLDS, len(each) * (fold + 1) // FOLDS) for each in sets]
        rest = [[*each[:start], *each[end:]] for each, (start, end) in zip(sets, cut, strict=True)]
        right, thresholds = fit_confidence(rest)
        least = min((value for rate, value in thresholds if rate <= ERROR_RATE), default=1.0)
        for found, each, (start, end) in zip(rows, sets, cut, strict=True):
            for one in each[start:end]:
                p = probability(right, one.features)
                found.append((p, one.right, one.answerable, p >= least))
    return [CrossValidated(*np.array(found, np.float64).T) for found in rows]


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
