"""Follow-up questions that may mean either of two things: "How much does it cost?" after two products.

A question is unclear if the conversation has set things side by side and the rewriter's own probabilities
of its pronoun are divided between two of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.conversation.follow_up.mentions import Mention
from qa.conversation.follow_up.model import Choice, choices, load_rewriter_weights
from qa.conversation.follow_up.pronouns import Kind
from qa.conversation.follow_up.rewrite import MOST_TURNS, rewrite
from qa.conversation.follow_up.topics import Topic, topics_side_by_side
from qa.conversation.follow_up.turns import Turn

#: The share of its two likeliest topics that the second must have, and that both must have of all choices.
LEAST_SECOND, LEAST_BOTH = 0.15, 0.45
#: More topics are not offered.
MOST_TOPICS = 4
_OTHER = re.compile(
    r"\W*(?:(?:and|but|or|so)\b[\s,]*)?(?:(?:what|how)\s+about\s+)?the\s+(?P<which>other|first|second|last)"
    r"(?:\s+(?:one|two))?\W*",
    re.IGNORECASE,
)


class Meant(NamedTuple):
    """One thing that a question may mean, and the question that asks about it."""

    label: str
    question: str


def meanings(question: str, history: Sequence[Turn]) -> list[Meant]:
    """What an unclear question may mean, at least two things; none where it is clear."""
    recent = history[-MOST_TURNS:]
    questions = [rewrite(turn.question, recent[:number]).question for number, turn in enumerate(recent)]
    topics = topics_side_by_side(questions, recent)
    if len(topics) < 2:
        return []
    if match := _OTHER.fullmatch(question):
        found = _others(match["which"].lower(), questions[-1], topics)
        return found if len(found) > 1 else []
    learnt = load_rewriter_weights()
    for choice in choices(question, recent):
        if choice.pronoun.kind is not Kind.SEVERAL:
            scores = [learnt.score(features) for features in choice.features]
            if meant := _divided(choice, scores, topics, len(recent)):
                return [Meant(one.text, choice.pronoun.replaced(question, one.text)) for one in meant]
    return []


def the_other(question: str, history: Sequence[Turn]) -> str:
    """The question that "and the other one?" asks; empty where that is unclear, or it asks something else."""
    match = _OTHER.fullmatch(question)
    if match is None or not history:
        return ""
    recent = history[-MOST_TURNS:]
    questions = [rewrite(turn.question, recent[:number]).question for number, turn in enumerate(recent)]
    found = _others(match["which"].lower(), questions[-1], topics_side_by_side(questions, recent))
    return found[0].question if len(found) == 1 else ""


def _divided(choice: Choice, scores: Sequence[float], topics: Sequence[Topic], turns: int) -> list[Topic]:
    """The topics that the meaning of a pronoun is divided between; none where one is likelier than others."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    meant = [_topics_of(mention, topics, turns) for mention in choice.mentions]
    weights = [*zip(powers[1:], meant, strict=True)]
    of_all = sum(powers) - sum(power for power, named in weights if len(named) > 1)
    shares = [
        (sum(power for power, named in weights if named == [topic]) / of_all, n)
        for n, topic in enumerate(topics)
    ]
    (first, _), (second, _) = sorted(shares, reverse=True)[:2]
    if first + second < LEAST_BOTH or second < LEAST_SECOND * (first + second):
        return []
    least = LEAST_SECOND * (first + second)
    return [topics[n] for share, n in shares if share >= least][:MOST_TOPICS]


def _topics_of(mention: Mention, topics: Sequence[Topic], turns: int) -> list[Topic]:
    """The topics that a mention names; of one that names none, that of its turn ("a hand pump")."""
    named = [topic for topic in topics if topic.words & mention.words]
    own = [topic for topic in topics if topic.turn == turns - 1 - mention.last]
    return named or (own if len(own) == 1 else [])


def _others(which: str, question: str, topics: Sequence[Topic]) -> list[Meant]:
    """The last question asked about the topics that "the other one" may be: those that it does not name."""
    named = [topic for topic in topics if topic.text.casefold() in question.casefold()]
    if len(named) != 1:
        return []
    others = [topic for topic in topics if topic is not named[0]]
    if which in ("first", "last") and len(others) > 1:
        others = [others[0] if which == "first" else others[-1]]
    at = question.casefold().index(named[0].text.casefold())
    before, after = question[:at], question[at + len(named[0].text) :]
    return [Meant(one.text, before + one.text + after) for one in others[:MOST_TOPICS]]
