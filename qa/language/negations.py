"""Words by which an English sentence denies or forbids."""

from __future__ import annotations

import re

#: Words that deny whatever they stand with.
_NOT = r"not|never|no|none|nobody|neither|nor|cannot|n['’]t"
#: Words that deny by their own meaning.
BANS = (
    r"forbid(?:s|den)?|prohibit(?:s|ed)?|ban(?:s|ned)?|exclude[sd]?|refuse[sd]?|impermissible|illegal"
    r"|unlawful"
)
#: "No more than" sets a bound and denies nothing.
_BOUND = r"(?!\s+(?:more|less|fewer|later|earlier|longer|higher|lower|greater)\s+than\b)"
_DENIES = re.compile(rf"(?:\b(?:{_NOT})|(?<=\w)n['’]t)\b{_BOUND}|\b(?:{BANS})\b", re.IGNORECASE)

_BANS = re.compile(rf"\b(?:{BANS})\b", re.IGNORECASE)


def denials(sentence: str) -> int:
    """How many words of a sentence deny or forbid."""
    return len(_DENIES.findall(sentence))


def bans(text: str) -> bool:
    """Whether a text speaks of a ban: "Is it forbidden to park here?"."""
    return _BANS.search(text) is not None
