"""The choice of what each pronoun of a question means: a conditional logit model with learnt weights.

Of a pronoun the choices are to leave it, and to replace it by each mention of the conversation; their
probabilities are a softmax over the weighted sums of their features (McFadden 1974).  Several mentions
may mean the same ("Ada Lovelace", "Lovelace"), so that mention is taken which shares most words with what
is likely (minimum Bayes risk, Kumar and Byrne 2004).  Where that expectation is below the kind's
threshold the pronoun stays.  The weights are trained by `python -m eval.follow_ups.train`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from qa.conversation.follow_up.features import Context, Features, leave, replace
from qa.conversation.follow_up.mentions import Mention, mentions
from qa.conversation.follow_up.pronouns import Kind, Pronoun, pronouns
from qa.conversation.follow_up.turns import Turn

#: Only so many of the likeliest mentions are compared.
MOST_COMPARED = 15


class RewriterWeights(BaseModel):
    """What training has learnt.

    Args:
        thresholds: Of each kind of pronoun, the least expected overlap at which it is replaced.
        weights: Of each feature; those that are not there weigh nothing.
    """

    model_config = ConfigDict(frozen=True)

    thresholds: Mapping[Kind, float]
    weights: Mapping[str, float]

    def score(self, features: Features) -> float:
        """The weighted sum of features."""
        return sum(value * self.weights.get(name, 0.0) for name, value in features.items())


class Choice(NamedTuple):
    """A pronoun with what it could mean, and the features of each choice; the first is to leave it."""

    pronoun: Pronoun
    mentions: list[Mention]
    features: list[Features]


class Meaning(NamedTuple):
    """What a pronoun means, and the expected overlap of these words with the right ones, from 0 to 1."""

    pronoun: Pronoun
    mention: Mention
    confidence: float


@cache
def load_rewriter_weights() -> RewriterWeights:
    """The weights that ship with Sourceline."""
    text = files("qa.conversation.follow_up").joinpath("weights.json").read_text(encoding="utf-8")
    return RewriterWeights.model_validate_json(text)


def choices(question: str, history: Sequence[Turn]) -> list[Choice]:
    """The choice of each pronoun of a question, in order; none where the conversation mentions nothing."""
    context = Context(question, history)
    found = pronouns(context.words)
    mentioned = mentions(history) if found else []
    if not mentioned:
        return []
    return [
        Choice(
            pronoun,
            mentioned,
            [leave(context, pronoun, number), *(replace(context, pronoun, mention) for mention in mentioned)],
        )
        for number, pronoun in enumerate(found)
    ]


def likeliest(choice: Choice, scores: Sequence[float]) -> Meaning:
    """The mention that shares most words with the likely ones.

    Args:
        scores: Of each of the choice's features.
    """
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    ranked = sorted(zip(powers[1:], choice.mentions, strict=True), key=lambda pair: -pair[0])[:MOST_COMPARED]

    def expected(mention: Mention) -> float:
        return sum(power / total * _overlap(mention.words, other.words) for power, other in ranked)

    best = max((mention for _, mention in ranked), key=expected)
    return Meaning(choice.pronoun, best, expected(best))


def replace_pronouns(question: str, meanings: Sequence[Meaning], thresholds: Mapping[Kind, float]) -> str:
    """The question with each pronoun replaced whose meaning is sure enough, and not yet said in it."""
    sure: list[Meaning] = []
    for meaning in meanings:
        said = any(meaning.mention.text == other.mention.text for other in sure)
        if not said and meaning.confidence >= thresholds[meaning.pronoun.kind]:
            sure.append(meaning)
    for meaning in reversed(sure):
        question = meaning.pronoun.replaced(question, meaning.mention.text)
    return question


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of words."""
    return 2 * len(one & other) / (len(one) + len(other))
