"""Replies: sentences that say yes or no with their first word, as under the questions of an FAQ."""

from __future__ import annotations

import re

#: "No. 5 is closed" says no number, not no.
_REPLY = re.compile(r"\W*(?P<word>yes|no)[*_]*\s*(?:[.!](?!\s*\d)|[,;:–—-])", re.IGNORECASE)


def replies(sentence: str) -> bool | None:
    """Whether a sentence says yes with its first word, False for no, None where it says neither."""
    found = _REPLY.match(sentence)
    return found["word"].lower() == "yes" if found else None
