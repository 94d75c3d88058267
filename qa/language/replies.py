"""Replies: sentences that say yes or no with their first word, as under the questions of an FAQ."""

from __future__ import annotations

import re
from typing import NamedTuple

#: "No. 5 is closed" says a number, not no.
_REPLY = re.compile(r"\W*(?P<word>yes|no)[*_]*\s*(?:[.!](?!\s*\d)|[,;:–—-])[*_]*\s*", re.IGNORECASE)


class Reply(NamedTuple):
    """A first word that says yes or no.

    Args:
        yes: Which of both.
        end: Where in the sentence that begins which follows it; its length where nothing follows.
    """

    yes: bool
    end: int


def reply(sentence: str) -> Reply | None:
    """The reply that a sentence begins with."""
    found = _REPLY.match(sentence)
    return Reply(found["word"].lower() == "yes", found.end()) if found else None
