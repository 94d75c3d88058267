"""The probability that the documents answer the question, from retrieval alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from qa.evidence import Evidence


class Calibration(NamedTuple):
    """A logistic model and the threshold below which it abstains."""

    threshold: float

    def probability(self, evidence: Sequence[Evidence]) -> float:
        """From 0 to 1."""
        if not evidence:
            return 0.0
        best = max(e.support for e in evidence[:3])
        return 1 / (1 + math.exp(-(best - 0.4) * 12))


def load_calibration() -> Calibration:
    """What was fitted."""
    return Calibration(0.5)
