"""The few fitted numbers: how evidence is summed, and when it is enough for an answer.

They are in `weights.json`, written by `python -m eval.fit_weights` from SQuAD-format training data.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Fusion(BaseModel):
    """Weights of a passage's scores in its fused score."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bm25: float
    dense: float
    nearest: float
    tokens: float
    cover: float
    pairs: float
    kind: float


class Answerability(BaseModel):
    """A logistic model of whether the best sentence answers the question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[str, float]
    threshold: float


class Weights(BaseModel):
    """All of them, and what they were fitted on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    fusion: Fusion
    answerability: Answerability


@cache
def load_weights() -> Weights:
    """Those that ship with Sourceline."""
    return Weights.model_validate_json((files("qa") / "weights.json").read_bytes())
