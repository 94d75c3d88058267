"""The few fitted numbers: how evidence is summed, how sure an answer is, and when that is enough.

They are in `weights.json`, written by `python -m eval.fitting` from SQuAD-format training data.
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


class Reading(BaseModel):
    """What the reader's word counts.

    Args:
        odds: Of a passage's log odds, in its score.
        passage: Of a passage's score, in those of its spans.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    odds: float
    passage: float


class Logistic(BaseModel):
    """A logistic model over named measures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[str, float]


class Weights(BaseModel):
    """All of them, and what they were fitted on.

    Args:
        thresholds: `[error rate, answerability]`, ascending: of the answers at or above the second, the first
            is the share that was wrong (token F1 under .5).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    reader: str
    fusion: Fusion
    reading: Reading
    right: Logistic
    thresholds: list[tuple[float, float]]

    def threshold(self, max_error_rate: float) -> float:
        """The answerability from which on at most this share of answers is wrong."""
        kept = [threshold for error, threshold in self.thresholds if error <= max_error_rate]
        return min(kept, default=1.0)


@cache
def load_weights() -> Weights:
    """Those that ship with Sourceline."""
    return Weights.model_validate_json((files("qa.confidence") / "weights.json").read_bytes())
