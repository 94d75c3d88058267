"""What kinds of thing a sentence has in it: a number, a time, a name.

They are found once, when a passage is written, so that no question has to look for them again.
"""

from __future__ import annotations

import re
from enum import IntFlag

from index.language.calendar import MONTH_NAMES, WEEKDAY_NAMES
from index.language.number_words import TENS, UP_TO_19


class Content(IntFlag):
    """The kinds of thing in a sentence, a bit each."""

    NOTHING = 0
    NUMBER = 1
    TIME = 2
    NAME = 4


_NUMBER_WORDS = "|".join([*UP_TO_19[1:], *TENS])
_NUMBER = re.compile(
    rf"\d|\b(?:{_NUMBER_WORDS}|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|twice"
    r"|once|none|both|single|several|percent)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b\d{{3,4}}s?\b|\b(?:{MONTH_NAMES}|{WEEKDAY_NAMES})\b|\b(?:century|centuries|decades?|today|yesterday"
    r"|tomorrow|morning|evening|night|noon|midnight|spring|summer|autumn|winter|year|years|month|months|week|weeks"
    r"|days?|era|age|time)\b"
)
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w'’.-]+|^[A-Z][\w'’.-]+ (?:[A-Z]|van|von|de|al)")
_PATTERNS = ((Content.NUMBER, _NUMBER), (Content.TIME, _TIME), (Content.NAME, _NAME))


def content_of(sentence: str) -> Content:
    """The kinds of thing that a sentence has in it."""
    found = Content.NOTHING
    for content, pattern in _PATTERNS:
        if pattern.search(sentence):
            found |= content
    return found
