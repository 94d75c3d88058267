"""What a sentence must have in it to answer a question: a number, a time, a name."""

from __future__ import annotations

import re

from index.language.calendar import MONTH_NAMES, WEEKDAY_NAMES
from qa.quantities.numbers import SMALL, TENS

_NUMBER_WORDS = "|".join([*(word for word in SMALL if word != "zero"), *TENS])
NUMBER = re.compile(
    rf"\d|\b(?:{_NUMBER_WORDS}|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|twice"
    r"|once|none|both|single|several|percent)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    rf"\b\d{{3,4}}s?\b|\b(?:{MONTH_NAMES}|{WEEKDAY_NAMES})\b|\b(?:century|centuries|decades?|today|yesterday"
    r"|tomorrow|morning|evening|night|noon|midnight|spring|summer|autumn|winter|year|years|month|months|week|weeks"
    r"|days?|era|age|time)\b"
)
NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w'’.-]+|^[A-Z][\w'’.-]+ (?:[A-Z]|van|von|de|al)")

KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|wide|fast|often|heavy)\b", re.I
        ),
        NUMBER,
    ),
    (
        re.compile(r"\bwhat (?:percent|percentage|number|proportion|fraction|share|amount|age|size)\b", re.I),
        NUMBER,
    ),
    (
        re.compile(r"\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|\bwhen\b", re.I),
        TIME,
    ),
    (re.compile(r"\b(?:who|whom|whose)\b", re.I), NAME),
)


def answer_pattern(question: str) -> re.Pattern[str] | None:
    """The pattern that a sentence must match to answer the question; None if its words do not tell."""
    return next((held for asked, held in KINDS if asked.search(question)), None)
