"""A second look at a short answer that is not quite sure: whether its sentences support it.

The reader takes what is said of a sibling for the answer.  The support model, which was trained on such pairs
too, takes the question with the answer behind it as a claim.  What it says and the probability so far make a
new probability, by a model fitted by `python -m eval.fitting.check`.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from index.documents import Span
from qa.compose.composed import Composed, Part
from qa.confidence.judging import Judgement
from qa.confidence.levels import Decision, closest
from qa.confidence.logistic import Logistic, log_odds, probability
from qa.schemas import AnswerForm, Level
from qa.support.claim_texts import answer_claim
from qa.support.protocol import SUPPORTED, ClaimedOf, SupportModel
from qa.understand.parsed_question import ParsedQuestion

#: Shares nearer to 0 and 1 than this count as this.
LEAST_SHARE = 1e-3
#: Below this probability an answer is more likely wrong than right, and is not shown as one.
DOUBTFUL = 0.5


class CheckModel(BaseModel):
    """The fitted model.

    Args:
        support: SHA-256 of the weights of the support model that it was fitted for.
        right: That an answer is right, of the log odds `stated` so far and `supported` by its sentences.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    support: str
    right: Logistic


@cache
def check_model() -> CheckModel:
    """The model that ships with Sourceline."""
    return CheckModel.model_validate_json((files("qa.confidence") / "check.json").read_bytes())


def checked(
    support: SupportModel, question: ParsedQuestion, judgement: Judgement, decision: Decision
) -> Decision:
    """The decision; the closest passage in the place of a short answer that its sentences do not support."""
    best = decision.best
    if decision.level is not Level.ANSWERED or best is None or best.form is not AnswerForm.SPAN:
        return decision
    if is_sure(decision.probability):
        return decision
    measured = features(support, question, best, decision.probability)
    if probability(check_model().right, measured) >= DOUBTFUL:
        return decision
    quoted = closest(judgement)
    return Decision(Level.UNSURE, *quoted) if quoted else Decision(Level.NOTHING, None, 0.0)


def is_sure(stated: float) -> bool:
    """Whether an answer of this probability is shown whatever the support model would say."""
    least = {"stated": _log_odds(stated), "supported": _log_odds(0.0)}
    return log_odds(check_model().right, least) >= _log_odds(DOUBTFUL)


def features(
    support: SupportModel, question: ParsedQuestion, composed: Composed, stated: float
) -> dict[str, float]:
    """What the check looks at, both as log odds.

    Args:
        stated: The probability of the answer so far.
    """
    part = composed.parts[0]
    claim = answer_claim(question.text, part.text)
    pair = ClaimedOf(claim, part.passage.title_and_headings, _around(part))
    share = float(support.judge([pair])[0, SUPPORTED])
    return {"stated": _log_odds(stated), "supported": _log_odds(share)}


def _around(part: Part) -> str:
    """The sentence of an answer with those before and behind it."""
    sentences = part.passage.sentences
    near = [n for n, one in enumerate(sentences) if one.overlaps(part.span)]
    if not near:
        return part.text
    first, last = sentences[max(near[0] - 1, 0)], sentences[min(near[-1] + 1, len(sentences) - 1)]
    return part.passage.slice(Span(first.start, last.end))


def _log_odds(share: float) -> float:
    bounded = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)
    return math.log(bounded / (1 - bounded))
