"""How probable yes and no are: a small fitted model over what the support model and arithmetic say.

`verdict.json` is written by `python -m eval.verdicts`.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from qa.schemas import Verdict
from qa.support.verdict_features import VerdictFeatures


class VerdictHead(BaseModel):
    """The fitted numbers.

    Args:
        support: SHA-256 of the weights of the support model that they were fitted for.
        sides: Weights of `sentence` and `window` and a constant: for yes, and negative for no.
        bounds: The weight of `bounds`, in place of the other sides: a network compares numbers as words.
        decided: Weights of `open_sentence` and `open_window` and a constant: for yes and for no, against
        neither. least: The least probability of each verdict to show it with.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    support: str
    sides: tuple[float, float, float]
    bounds: float
    decided: tuple[float, float, float]
    least: dict[Verdict, float]

    def probabilities(self, found: VerdictFeatures) -> dict[Verdict, float]:
        """Of yes and of no; what is left is that the text decides neither."""
        side = self.bounds * found.bounds or _weighted(self.sides, found.sentence, found.window)
        decided = _weighted(self.decided, found.open_sentence, found.open_window)
        yes, no = math.exp(min(decided + side, 30.0)), math.exp(min(decided - side, 30.0))
        return {Verdict.YES: yes / (1 + yes + no), Verdict.NO: no / (1 + yes + no)}

    def verdict(self, found: VerdictFeatures) -> Verdict | None:
        """Yes or no where that is probable enough to be shown."""
        said = self.probabilities(found)
        likelier = max(said, key=lambda verdict: said[verdict])
        return likelier if said[likelier] >= self.least[likelier] else None


def _weighted(weights: tuple[float, float, float], one: float, other: float) -> float:
    return weights[0] * one + weights[1] * other + weights[2]


@cache
def load_head() -> VerdictHead:
    """The numbers that ship with Sourceline."""
    return VerdictHead.model_validate_json((files("qa.support") / "verdict.json").read_text("utf-8"))
