"""Words by which an English sentence denies or forbids."""

from __future__ import annotations

import re

from index.documents import Span

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

_EXCEPTS = re.compile(r"\b(?:except|other than|apart from|with the exception of)\b", re.IGNORECASE)
#: "No one except the nurse", "nothing but water", "no boats other than the Heron".
_LEFT_OUT = re.compile(
    (
        r"\b(?:(?:no one|nobody|nothing|none)(?: else| of the \w+)? but"
        r"|(?:no one|nobody|nothing|none|no|neither)(?: \w+){0,3}? "
        r"(?:except(?: for| by)?|other than|apart from|with the exception of))"
        r" (?:(?:the|an?|our|its|their|his|her) )?\w+"
    ).replace(" ", r"\s+"),
    re.IGNORECASE,
)
_BANS = re.compile(rf"\b(?:{BANS})\b", re.IGNORECASE)


def denies(sentence: str) -> bool:
    """Whether a sentence denies or forbids: an odd number of its words do.

    An exception counts as one: "No one except the head nurse may enter" lets the head nurse in.
    """
    return (len(_DENIES.findall(sentence)) + len(_EXCEPTS.findall(sentence))) % 2 == 1


def bans(text: str) -> bool:
    """Whether a text speaks of a ban: "Is it forbidden to park here?"."""
    return _BANS.search(text) is not None


def left_out(text: str) -> list[Span]:
    """Where something is left out of a denial: "No one except the nurse" of "No one except the nurse may"."""
    return [Span(*found.span()) for found in _LEFT_OUT.finditer(text)]
