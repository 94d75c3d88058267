"""What a sentence must have in it to answer a question: a number, a time, a name."""

from __future__ import annotations

import re

from index.language.sentence_content import Content

KINDS: tuple[tuple[re.Pattern[str], Content], ...] = (
    (
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|wide|fast|often|heavy)\b", re.I
        ),
        Content.NUMBER,
    ),
    (
        re.compile(r"\bwhat (?:percent|percentage|number|proportion|fraction|share|amount|age|size)\b", re.I),
        Content.NUMBER,
    ),
    (
        re.compile(r"\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|\bwhen\b", re.I),
        Content.TIME,
    ),
    (re.compile(r"\b(?:who|whom|whose)\b", re.I), Content.NAME),
)


def answer_content(question: str) -> Content | None:
    """What a sentence must have in it to answer the question; None if its words do not tell."""
    return next((held for asked, held in KINDS if asked.search(question)), None)
