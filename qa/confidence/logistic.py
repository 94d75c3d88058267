"""A logistic model over named features."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class Logistic(BaseModel):
    """A logistic model over named features."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[str, float]


def probability(model: Logistic, measured: Mapping[str, float]) -> float:
    """What a logistic model makes of features."""
    return 1 / (1 + math.exp(-log_odds(model, measured)))


def log_odds(model: Logistic, measured: Mapping[str, float]) -> float:
    """The same as log odds."""
    return model.bias + sum(weight * measured[name] for name, weight in model.weights.items())
