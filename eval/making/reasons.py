"""Why: a statement that gives its reason with "because"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.made import Made, SourceText
from eval.making.phrases import one_line
from eval.making.statements import Statement, statements

_REASON = re.compile(r",?\s+(?P<how>because|due to|owing to)\s+(?P<reason>.+)\Z", re.S)
_PARTLY = re.compile(r"\b(?:mainly|only|just|partly|largely|primarily|mostly|chiefly)\Z")
MOST_WORDS = 14


def made(source: SourceText) -> Iterator[Made]:
    """The questions of all statements with a reason; the sentence is the gold."""
    for statement in statements(source):
        found = _REASON.search(statement.rest_words)
        words = one_line(statement.rest_words[: found.start()]) if found else ""
        if (
            found
            and words
            and _tells(statement, words, found["how"])
            and statement.is_predicate(words, MOST_WORDS)
        ):
            yield Made(f"Why {statement.asked(words)}?", "reason", "reasons", source, (statement.span,))


def _tells(statement: Statement, words: str, how: str) -> bool:
    """Whether a reason is whole, and the statement's: that of "a risk is loss due to fire" is the loss's."""
    of_noun = statement.verb in ("is", "are", "was", "were") and not words.endswith("ed")
    return not _PARTLY.search(words) and (how == "because" or not of_noun)
