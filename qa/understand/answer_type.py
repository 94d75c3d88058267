"""What kind of thing a question asks for, where its words say so, and whether a sentence holds one."""

from __future__ import annotations

import re
from collections.abc import Callable

NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|"
    r"millions?|billions?|trillions?|dozens?|half|third|quarter|twice|once|none|both|single|several|percent)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b\d{3,4}s?\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b(?:century|centuries|decades?|today|yesterday|"
    r"tomorrow|morning|evening|night|noon|midnight|spring|summer|autumn|winter|year|years|month|months|week|weeks|"
    r"days?|era|age|time)\b"
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


def holds_answer(question: str) -> Callable[[str], bool]:
    """A test of sentences: could this one hold what `question` asks for?  Any could where it does not say."""
    for asked, held in KINDS:
        if asked.search(question):
            return lambda sentence: held.search(sentence) is not None
    return lambda sentence: True
