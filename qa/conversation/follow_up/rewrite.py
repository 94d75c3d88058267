"""Rewrite a follow-up question without a language model.

Pure: the same conversation always gives the same question.  In order, the first that applies:

1. "What about Norway?" becomes the previous question, asked about Norway.
2. Personal pronouns are replaced where the model is sure what they mean.
3. Every other question stays to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation.follow_up.fragments import instead, thing_named
from qa.conversation.follow_up.model import choices, likeliest, load_rewriter_weights, replace_pronouns
from qa.conversation.follow_up.turns import Rewritten, Turn

#: Turns that are looked at.
MOST_TURNS = 10
#: A longer question has said what it is about.
LONGEST = 400


def rewrite(question: str, history: Sequence[Turn]) -> Rewritten:
    """What `question` asks after `history` (oldest first), as a question that stands alone."""
    if not history or len(question) > LONGEST:
        return Rewritten(question)
    recent = history[-MOST_TURNS:]
    if thing := thing_named(question):
        previous = rewrite(recent[-1].question, recent[:-1]).question
        if asked := instead(previous, thing):
            return Rewritten(asked, "fragment")
    replaced = _without_pronouns(question, recent)
    return Rewritten(replaced, "pronouns" if replaced != question else "")


def _without_pronouns(question: str, history: Sequence[Turn]) -> str:
    learnt = load_rewriter_weights()
    meanings = [
        likeliest(choice, [learnt.score(features) for features in choice.features])
        for choice in choices(question, history)
    ]
    return replace_pronouns(question, meanings, learnt.thresholds)
