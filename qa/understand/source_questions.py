"""Questions about what sources say of a matter: "Do the sources agree on how many troops were sent?".

No document has these words about sources.  What the documents are asked is what the sources speak of: "How
many troops were sent?".
"""

from __future__ import annotations

import re

from qa.language.plurals import is_plural
from qa.language.word_classes import QUESTION_WORDS
from qa.understand.answer_kind import AnswerKind, kinds_of

_SOURCES = (
    r"(?:the |these |those |your |my |our |all |different |various )*"
    r"(?:sources|documents|reports|articles|accounts)"
)
_FIGURES = r"(?:estimates?|figures?|numbers?|counts?|tolls?|values?|amounts?)"
_DIFFER = r"(?:agree|disagree|differ|vary|diverge|conflict|contradict (?:each other|one another))"
_ON = r"(?:on|about|over|as to|regarding|concerning|in)"
_OF = r"(?:of|for|about|on|as to|regarding|concerning)"
_GIVEN = r"(?:given|reported|stated|mentioned|cited|quoted|named|claimed|made|published)"

_QUESTIONS = tuple(
    re.compile(rf"\A\W*{pattern}\W*\Z", re.IGNORECASE)
    for pattern in (
        rf"(?:(?:how|where|in what way) )?(?:do|does|did) {_SOURCES} {_DIFFER} {_ON} (?P<matter>.+?)",
        rf"(?:which|what)(?: of)? {_SOURCES} {_DIFFER} {_ON} (?P<matter>.+?)",
        rf"what (?:do|does|did) {_SOURCES} say {_ON} (?P<matter>(?:how|when|who|where|the number of)\b.+?)",
    )
)
_FIGURES_ASKED = tuple(
    re.compile(rf"\A\W*{pattern}\W*\Z", re.IGNORECASE)
    for pattern in (
        rf"(?:what|which)(?: different| competing)? {_FIGURES} (?:are|were|have been|exist|do|does|did)"
        rf"(?: there| {_SOURCES})?(?: {_GIVEN}| give| name| state)?"
        rf"(?: (?:in|by) {_SOURCES})? {_OF} (?P<matter>.+?)",
        rf"who (?:gives?|gave|reports?|reported|cites?|cited|names?|named|claims?|claimed|states?|stated)"
        rf" (?:which|what) {_FIGURES} {_OF} (?P<matter>.+?)",
        rf"how do .+ {_FIGURES} {_OF} (?P<matter>.+?) {_DIFFER}",
    )
)
_COUNTED = re.compile(r"(?:the )?(?:exact |total )?number of (?:the )?(?P<counted>.+)", re.IGNORECASE)
_ASKS = re.compile(rf"(?:{QUESTION_WORDS})\b", re.IGNORECASE)
_THE = re.compile(r"\Athe\s+", re.IGNORECASE)
#: The end of the noun that is counted or measured.
_BEHIND = re.compile(
    r"\s(?:of|in|on|at|by|for|to|from|with|within|during|after|before|since|who|that|which|are|were|being)\b",
    re.I,
)


def question_to_sources(question: str) -> str:
    """The question that the sources are to answer; unchanged where it is not about sources."""
    for pattern in _QUESTIONS:
        if found := pattern.match(question):
            return _asked(found["matter"]) or f"What is {found['matter']}?"
    for pattern in _FIGURES_ASKED:
        if found := pattern.match(question):
            return _asked(found["matter"]) or _measured(found["matter"]) or question
    return question


def _asked(matter: str) -> str:
    if counted := _COUNTED.fullmatch(matter):
        return f"How many {counted['counted']}?"
    return f"{matter[0].upper()}{matter[1:]}?" if _ASKS.match(matter) else ""


def _measured(matter: str) -> str:
    """The question that figures of something answer: how many there are, or how large it is."""
    noun = _BEHIND.split(matter, maxsplit=1)[0].split()[-1]
    if is_plural(noun):
        return f"How many {_THE.sub('', matter)}?"
    measure = f"What is {matter}?"
    return measure if AnswerKind.NUMBER in kinds_of(measure) else ""
