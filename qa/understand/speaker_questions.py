"""Questions about speakers: what somebody says ("according to the Red Crescent"), and who says a figure."""

from __future__ import annotations

import re

from qa.quantities.figures import FIGURE, plain_figure

_SAY = r"(?:say|claim|estimate|assess|believe|think|expect|anticipate|predict|suggest|put)"
_FIGURE_WORD = r"(?:estimates?|figures?|numbers?|counts?|assessments?|reports?|tolls?|claims?)"
_SPEAKER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\baccording to (?P<speaker>[^,?]+?)\s*(?:,|\?|\Z)",
        rf"\b(?:do|does|did) (?P<speaker>[^,?]{{2,60}}?) {_SAY}\b",
        rf"\b(?:is|was|are|were) (?P<speaker>(?:the )?[^,?]{{2,60}}?)['’]s? {_FIGURE_WORD}\b",
        rf"\b{_FIGURE_WORD} (?:given |reported |published )?(?:by|of|from) "
        r"(?P<speaker>[^,?]+?)\s*(?:,|\?|\Z)",
    )
)
_WHO_SAYS = re.compile(
    r"\A\W*(?:who(?: else)?|(?:which|what|whose) \w+)(?: (?:has|have|had)| (?:was|is) it (?:who|that))?"
    r" (?:said|says?|stated?|states|reports?|reported|claims?|claimed|announced|estimates?|estimated"
    r"|assess(?:es|ed)?|believes?|believed|thinks?|thought|expects?|expected|anticipates?|anticipated"
    r"|predicts?|predicted|puts?|gives?|gave|mentions?|mentioned)\b",
    re.IGNORECASE,
)
_IGNORED = frozenset(("the", "a", "an", "of", "and", "for", "in", "s", "his", "her", "its", "their"))


def asked_speaker(question: str) -> frozenset[str]:
    """The words that name the speaker whose words the question wants; empty where it names nobody."""
    named = (found["speaker"] for pattern in _SPEAKER if (found := pattern.search(question)))
    return speaker_words(next(named, ""))


def speaker_words(name: str) -> frozenset[str]:
    """The words of a speaker's name, in lower case, without articles and the like."""
    return frozenset(re.findall(r"[^\W_]+", name.casefold())) - _IGNORED


def asked_figures(question: str) -> tuple[str, ...]:
    """The figures of a question that asks who says them, plain; empty for any other question."""
    if not _WHO_SAYS.match(question):
        return ()
    return tuple(plain_figure(figure) for figure in FIGURE.findall(question))
