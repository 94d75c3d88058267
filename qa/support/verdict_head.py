"""How probable yes and no are: a small model over what the support model and arithmetic say, fitted on
questions.

`verdict.json` is written by `python -m eval.verdicts`.  Yes and no are told apart without a preference for
either: what speaks for one speaks as much against the other.
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
        sides: Weights of `sentence`, `window` and `bounds`: for yes, and negative for no.
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
        side = sum(w * x for w, x in zip(self.sides, found[:3], strict=True))
        decided = sum(w * x for w, x in zip(self.decided, (*found[3:], 1.0), strict=True))
        yes, no = math.exp(min(decided + side, 30.0)), math.exp(min(decided - side, 30.0))
        return {Verdict.YES: yes / (1 + yes + no), Verdict.NO: no / (1 + yes + no)}

    def verdict(self, found: VerdictFeatures) -> Verdict | None:
        """Yes or no where that is probable enough to be shown."""
        said = self.probabilities(found)
        likelier = max(said, key=lambda verdict: said[verdict])
        return likelier if said[likelier] >= self.least[likelier] else None


@cache
def load_head() -> VerdictHead:
    """The numbers that ship with Sourceline."""
    return VerdictHead.model_validate_json((files("qa.support") / "verdict.json").read_text("utf-8"))
