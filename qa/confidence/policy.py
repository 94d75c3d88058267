"""When to answer."""

from __future__ import annotations

from dataclasses import dataclass

from qa.confidence.weights import Weights


@dataclass(frozen=True, slots=True)
class AnswerPolicy:
    """When to answer, and how much to read before.

    Args:
        max_error_rate: The share of answers shown that may be wrong.
        threshold: The least probability to answer with, in place of the one for that error rate.
        passages: How many are read.
    """

    max_error_rate: float = 0.2
    threshold: float | None = None
    passages: int = 8

    def least_probability(self, max_error_rate: float | None, weights: Weights) -> float:
        """The least probability to answer with; a request's own error rate wins over the settings."""
        if max_error_rate is None:
            if self.threshold is not None:
                return self.threshold
            max_error_rate = self.max_error_rate
        return weights.threshold(max_error_rate)
