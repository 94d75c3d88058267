"""How probable yes and no are: a small fitted model over what the support model and arithmetic say.

`verdict.json` is written by `python -m eval.verdicts`.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from qa.schemas import Verdict
from qa.support.verdict_features import VerdictFeatures

#: Arithmetic decides unless the text most likely leaves the question open: networks compare numbers as words.
#: Of nine questions on house rules that it decided, nine were right.
MOST_OPEN = math.log(0.5)


#: How probable a verdict by arithmetic is taken to be.
BY_ARITHMETIC = 0.9


class SaidVerdict(NamedTuple):
    """Yes or no, and how probable it is that this is right."""

    verdict: Verdict
    probability: float


class VerdictHead(BaseModel):
    """The fitted numbers.

    Args:
        support: SHA-256 of the weights of the support model that they were fitted for.
        sides: Weights of `sentence` and `window` and a constant: for yes, and negative for no.
        decided: Weights of `open_sentence` and `open_window` and a constant: for yes and for no, against
        neither. least: The least probability of each verdict to show it with.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    support: str
    sides: tuple[float, float, float]
    decided: tuple[float, float, float]
    least: dict[Verdict, float]

    def probabilities(self, found: VerdictFeatures) -> dict[Verdict, float]:
        """Of yes and of no; what is left is that the text decides neither."""
        side = _weighted(self.sides, found.sentence, found.window)
        decided = _weighted(self.decided, found.open_sentence, found.open_window)
        yes, no = math.exp(min(decided + side, 30.0)), math.exp(min(decided - side, 30.0))
        return {Verdict.YES: yes / (1 + yes + no), Verdict.NO: no / (1 + yes + no)}

    def said(self, found: VerdictFeatures) -> SaidVerdict | None:
        """Yes or no where arithmetic says so or where that is probable enough to be shown.

        What stands around the sentence may add to it, but never turns it round: a reader sees the sentence.
        """
        if found.bounds and max(found.open_sentence, found.open_window) < MOST_OPEN:
            return SaidVerdict(Verdict.YES if found.bounds > 0 else Verdict.NO, BY_ARITHMETIC)
        said = self.probabilities(found)
        likelier = max(said, key=lambda verdict: said[verdict])
        borne_out = found.sentence > 0 if likelier is Verdict.YES else found.sentence < 0
        return (
            SaidVerdict(likelier, said[likelier])
            if borne_out and said[likelier] >= self.least[likelier]
            else None
        )


def _weighted(weights: tuple[float, float, float], one: float, other: float) -> float:
    return weights[0] * one + weights[1] * other + weights[2]


@cache
def load_head() -> VerdictHead:
    """The numbers that ship with Sourceline."""
    return VerdictHead.model_validate_json((files("qa.support") / "verdict.json").read_text("utf-8"))
