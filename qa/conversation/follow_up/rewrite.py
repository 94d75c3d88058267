"""Rewrite a follow-up question by rules.  Pure: the same conversation always gives the same question.

In order, the first that applies:

1. Without history the question stays.
2. Elliptical questions ("Why?", "And in 1998?", "Who said that?") are completed from the last question.
3. Pronouns and "that country" are replaced by what the conversation named, the latest first.
4. All else stays, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.follow_up.context import Named, name_turn
from qa.conversation.follow_up.ellipsis import complete
from qa.conversation.follow_up.parts import bare
from qa.conversation.follow_up.reference import resolve
from qa.conversation.follow_up.turns import Rewritten, Turn
from qa.understand.pleasantries import plainly

#: Turns that are looked at.
MOST_TURNS = 10
#: A longer question has said what it is about.
LONGEST = 400
_CONNECTIVE = re.compile(
    r"(?:(?:and|but|so|or|ok|okay|also|then|thanks|well|yes|no)\b[,.]?\s+)+(?:then\s+)?", re.IGNORECASE
)


def rewrite(question: str, history: Sequence[Turn]) -> Rewritten:
    """What `question` asks after `history` (oldest first), as a question that stands alone."""
    context: list[Named] = []
    for turn in history[-MOST_TURNS:]:
        standalone = _one(turn.question, context).question
        context.insert(0, name_turn(turn._replace(question=standalone)))
    return _one(question, context)


def _one(question: str, context: Sequence[Named]) -> Rewritten:
    text = question.strip()
    if not context or len(text) > LONGEST:
        return Rewritten(question)
    opener = _CONNECTIVE.match(text)
    connected = opener is not None and opener.end() < len(text)
    body = plainly(text[opener.end() :] if opener and connected else text)
    stripped = bare(body)
    completed = complete(stripped, connected, context, text.endswith("?"))
    if completed:
        return Rewritten(_written(resolve(completed, context)), "ellipsis")
    resolved = resolve(body, context)
    if resolved == body:
        return Rewritten(question)
    again = complete(bare(resolved), connected, context, text.endswith("?"))
    return Rewritten(_written(again or resolved), "reference")


def _written(text: str) -> str:
    """As a question is written: one space between words, a capital first, a mark last."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([?,.])", r"\1", text)
    marked = text if text.endswith(("?", ".", "!")) else f"{text}?"
    return marked[0].upper() + marked[1:]
