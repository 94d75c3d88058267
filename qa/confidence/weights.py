"""The fitted numbers: how scores are summed, how probable an answer is, and the threshold of each error rate.

They are in `weights.json`, written by `python -m eval.fitting` from SQuAD-format training data.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from index.errors import IndexMismatch
from qa.confidence.logistic import Logistic
from qa.read.reader.protocol import Reader
from qa.read.weights import ReadingWeights
from qa.retrieve.weights import FusionWeights
from qa.schemas import AnswerForm

log = logging.getLogger(__name__)
#: The model of every form but a span: it is right if it holds or overlaps the answer.
QUOTE = "quote"


class Weights(BaseModel):
    """All of them, and what they were fitted on.

    Args:
        reader: SHA-256 of the weights of the reader that they were fitted for.
        answerable: That the documents answer a question.
        right: That an answer is right, by its form; `QUOTE` is for the forms without a model of their own.
        thresholds: `[error rate, probability]`, ascending: of the answers at or above the second, the first
            is the share that was wrong.
        closest: The least answerability at which the closest passage is shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    reader: str
    fusion: FusionWeights
    reading: ReadingWeights
    answerable: Logistic
    right: dict[str, Logistic]
    thresholds: list[tuple[float, float]]
    closest: float

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

    def right_of(self, form: AnswerForm) -> Logistic:
        """The model of a form, or the one of quotes."""
        return self.right.get(form, self.right[QUOTE])

    def threshold(self, max_error_rate: float) -> float:
        """The least probability to answer with, so that at most this share of answers is wrong."""
        kept = [threshold for error, threshold in self.thresholds if error <= max_error_rate]
        return min(kept, default=1.0)


@cache
def load_weights() -> Weights:
    """The weights that ship with Sourceline."""
    return Weights.model_validate_json((files("qa.confidence") / "weights.json").read_bytes())
