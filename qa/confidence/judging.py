"""How probable it is that the documents answer, and that each composed answer is right.

The two are kept apart: a document may answer a question that we misread.  Both are logistic models over
features of what was found, fitted by `python -m eval.fitting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.compose.composed import Composed, Findings
from qa.confidence.answer_features import answer_features, shared_features
from qa.confidence.evidence_features import evidence_features
from qa.confidence.logistic import probability
from qa.confidence.weights import Weights


class Judged(NamedTuple):
    """A composed answer with the probability that it is right.

    Right is a span whose words are those of the answer, and any other form that holds or overlaps the answer.
    """

    composed: Composed
    probability: float


class Judgement(NamedTuple):
    """What the models say of a question.

    Args:
        answerability: The probability that the documents answer it.
        drafts: In the order in which they were composed, the most wanted form first.
    """

    answerability: float
    drafts: tuple[Judged, ...]


NOTHING = Judgement(0.0, ())


def judge(found: Findings, drafts: Sequence[Composed], weights: Weights) -> Judgement:
    """Rate all that could be shown; 0 where no passage was read."""
    if not found.read:
        return NOTHING
    evidence = evidence_features(found)
    shared = evidence | shared_features(found)
    rated = [Judged(draft, _probability(found, draft, shared, weights)) for draft in drafts]
    known = max((draft.probability or 0.0 for draft in drafts), default=0.0)
    return Judgement(max(probability(weights.answerable, evidence), known), tuple(rated))


def _probability(found: Findings, draft: Composed, shared: Mapping[str, float], weights: Weights) -> float:
    """That a draft is right: as its composer knows it, else by the model of its form."""
    if draft.probability is not None:
        return draft.probability
    return probability(weights.right_of(draft.form), {**shared, **answer_features(found, draft)})
