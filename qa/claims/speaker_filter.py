"""What one voice says: "How many died, according to the Red Crescent?" asks for no other figure.

A reader takes the likeliest value, whoever says it; attribution knows whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.claims.attribution import said_by
from qa.claims.gather import whole_value
from qa.claims.values import asks_date, asks_number
from qa.read.read_passages import FoundSpan
from qa.understand.answer_type import holds_answer
from qa.understand.dimension import mismeasures

#: Spans this much less likely than the best are no values of anybody.
WITHIN = 7.0
_SAY = r"(?:say|claim|estimate|assess|believe|think|expect|anticipate|predict|suggest|put)"
_FIGURE = r"(?:estimates?|figures?|numbers?|counts?|assessments?|reports?|tolls?|claims?)"
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\baccording to (?P<voice>[^,?]+?)\s*(?:,|\?|\Z)",
        rf"\b(?:do|does|did) (?P<voice>[^,?]{{2,60}}?) {_SAY}\b",
        rf"\b(?:is|was|are|were) (?P<voice>(?:the )?[^,?]{{2,60}}?)['’]s? {_FIGURE}\b",
        rf"\b{_FIGURE} (?:given |reported |published )?(?:by|of|from) (?P<voice>[^,?]+?)\s*(?:,|\?|\Z)",
    )
)
_SMALL = frozenset(("the", "a", "an", "of", "and", "for", "in", "s", "his", "her", "its", "their"))


def asks_for(question: str, speaker: str | None) -> bool:
    """Whether the question names a voice whose words it wants, and `speaker` is that one."""
    return _is_voice(_voice(" ".join(question.split())), speaker)


def heard(question: str, found: Sequence[FoundSpan]) -> list[FoundSpan]:
    """The spans, those first that the voice says which the question names; `found` is best first.

    Only of figures and times: of all else a reader knows better what in somebody's words answers.
    """
    question = " ".join(question.split())
    measured = asks_number(question) or asks_date(question)
    voice = _voice(question)
    if not found or not measured or not voice:
        return list(found)
    holds = holds_answer(question)
    wrong = mismeasures(question)
    near = [one for one in found if one.margin >= found[0].margin - WITHIN and holds(one.text)]
    said = [
        one
        for one in near
        if _is_voice(voice, speaker_of(one))
        and not wrong(whole_value(question, one.evidence.passage, one.span))
    ]
    first = [_as_likely(one, found[0]) for one in said]
    return [*first, *(one for one in found if one not in said)]


def speaker_of(found: FoundSpan) -> str:
    """Whom its sentence names as saying it; empty where it names nobody."""
    passage = found.evidence.passage
    at = passage.span.start
    speaker = said_by(passage.text, passage.around(found.span).moved(-at), found.span.moved(-at))
    return speaker.of(passage.text) if speaker else ""


def _voice(question: str) -> set[str]:
    """The words that name the voice whose words the question wants; none where it names nobody."""
    named = next((found["voice"] for pattern in _ASKED if (found := pattern.search(question))), "")
    return _words(named)


def _is_voice(asked: set[str], speaker: str | None) -> bool:
    words = _words(speaker or "")
    return bool(words) and bool(asked) and (asked <= words or words <= asked)


def _as_likely(one: FoundSpan, best: FoundSpan) -> FoundSpan:
    """As likely as the best of all voices, unless its passage is less likely to answer."""
    reading = one.evidence.reading
    return one._replace(margin=max(one.margin, min(best.margin, reading.odds if reading else one.margin)))


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", name.casefold())) - _SMALL
