"""Whose statement a question asks for: "according to the coast guard", "What did Strand say?"."""

from __future__ import annotations

import re

from qa.language.document_nouns import DOCUMENT_NOUNS
from qa.language.word_classes import QUESTION_WORDS

_X = r"(?P<source>[^,?;:]{1,80}?)"
#: Verbs that are nouns too are left out: "form a new state", "call", "count".
_SAY = (
    r"(?:say|said|claim|report|estimate|believe|think|expect|predict|suggest|announce|argue|promise|assess|fear"
    r"|anticipate|mention|conclude|calculate|deny)"
)
_FIGURE = (
    r"(?:estimates?|figures?|forecasts?|counts?|projections?|predictions?|assessments?|claims?|view|opinion)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\baccording to {_X}(?:,|\s*[?.!]*\Z)",
        rf"\b(?:do|does|did)\s+{_X}\s+(?:\w+ly\s+)?(?:have\s+to\s+)?(?-i:{_SAY})\b",
        rf"\b(?:is|was|are|were|give|state)\s+{_X}['’]s?\s+(?:\w+\s+){{0,2}}{_FIGURE}\b",
    )
)
_WORD = re.compile(r"\w+")
#: "Some scientists" and "it" are nobody in particular; neither is what a question word asks for.
_NOBODY = re.compile(
    rf"(?:{QUESTION_WORDS}|an?|one|some|many|most|several|other|any|all|not|i|you|we|it|he|she|they|there|people"
    r"|(?:the\s+)?(?:sources?|legend|tradition|story|law|theory))\b",
    re.I,
)
#: More words name no speaker.
MOST_WORDS = 8


def asked_source(question: str) -> str:
    """The words for whoever is to have said it; empty where a question does not say, or says a document.

    Args:
        question: With single spaces between its words.
    """
    for pattern in _PATTERNS:
        if found := pattern.search(question):
            words = found["source"].strip()
            last = _WORD.findall(words)[-1:]
            nobody = _NOBODY.match(words)
            if (
                last
                and not nobody
                and last[0].lower() not in DOCUMENT_NOUNS
                and words.count(" ") < MOST_WORDS
            ):
                return words
    return ""
