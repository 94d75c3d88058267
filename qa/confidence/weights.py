"""The fitted numbers: how scores are summed, how probable an answer is, and the threshold of each error rate.

They are in `weights.json`, written by `python -m eval.fitting` from SQuAD-format training data.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from index.errors import IndexMismatch
from qa.read.reader.protocol import Reader
from qa.read.weights import ReadingWeights
from qa.retrieve.weights import FusionWeights

log = logging.getLogger(__name__)


class Logistic(BaseModel):
    """A logistic model over named features."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[str, float]


class Weights(BaseModel):
    """All of them, and what they were fitted on.

    Args:
        reader: SHA-256 of the weights of the reader that they were fitted for.
        thresholds: `[error rate, answerability]`, ascending: of the answers at or above the second, the first
            is the share that was wrong (token F1 under .5).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    reader: str
    fusion: FusionWeights
    reading: ReadingWeights
    right: Logistic
    thresholds: list[tuple[float, float]]

    def were_fitted_for(self, reader: Reader) -> bool:
        """Whether they were fitted for this reader; with another one, probabilities are not calibrated."""
        return reader.identity.get("revision") == self.reader

    def check_reader(self, reader: Reader, named: str | None) -> None:
        """Warn if they were fitted for another reader than the one that a setting names.

        Args:
            named: The setting; None for the bundled reader, which they must fit.

        Raises:
            IndexMismatch: They were fitted for another bundled reader.
        """
        if self.were_fitted_for(reader):
            return
        if named is None:
            raise IndexMismatch(
                f"The bundled reader is {reader.identity.get('revision')}, but probabilities were fitted for "
                f"{self.reader}.",
                field="qa/confidence/weights.json",
                hint="Install Sourceline again, or fit them with `python -m eval.fitting`.",
            )
        log.warning(
            "Probabilities are not calibrated for the reader %s: they were fitted for the bundled one. "
            "Answers say so by `calibrated: false`.",
            named,
        )

    def threshold(self, max_error_rate: float) -> float:
        """The least probability to answer with, so that at most this share of answers is wrong."""
        kept = [threshold for error, threshold in self.thresholds if error <= max_error_rate]
        return min(kept, default=1.0)


@cache
def load_weights() -> Weights:
    """The weights that ship with Sourceline."""
    return Weights.model_validate_json((files("qa.confidence") / "weights.json").read_bytes())
