"""Whose words a figure is: "Who said that 12,000 troops were sent?" asks for an attribution.

A reader takes the likeliest person of the passage; attribution knows whose sentence the figure stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.claims.attribution import said_by
from qa.read.read_passages import FoundSpan
from qa.read.span_boundaries import clean
from qa.retrieve.evidence import Evidence

_ASKS = re.compile(
    r"\A\W*(?:who(?: else)?|(?:which|what|whose) \w+)(?: (?:has|have|had)| (?:was|is) it (?:who|that))?"
    r" (?:said|says?|stated?|states|reports?|reported|claims?|claimed|announced|estimates?|estimated"
    r"|assess(?:es|ed)?|believes?|believed|thinks?|thought|expects?|expected|anticipates?|anticipated"
    r"|predicts?|predicted|puts?|gives?|gave|mentions?|mentioned)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")


def voices(question: str, ranked: Sequence[Evidence]) -> list[FoundSpan]:
    """Who says what the question gives a figure of, in the order of passages.

    Empty where the question does not ask for that, names no figure, or no passage that was read has all its
    figures in one sentence with somebody who says the first.
    """
    figures = [_plain(figure) for figure in _FIGURE.findall(question)]
    if not figures or not _ASKS.match(question):
        return []
    return [
        FoundSpan(evidence, speaker, evidence.reading.odds, evidence.score, figure)
        for evidence in ranked
        if evidence.reading
        for speaker, figure in _speakers(evidence.passage, figures)
    ]


def _speakers(passage: StoredPassage, figures: Sequence[str]) -> Iterator[tuple[Span, Span]]:
    """Whoever says the figures, and where the first of them stands."""
    text, at = passage.text, passage.span.start
    for sentence in passage.sentences:
        inside = sentence.moved(-at)
        places = {
            _plain(found.group()): Span(*found.span())
            for found in _FIGURE.finditer(text, inside.start, inside.end)
        }
        if set(figures) <= places.keys():
            figure = places[figures[0]]
            speaker = said_by(text, inside, figure)
            cleaned = clean(text, speaker) if speaker else None
            if cleaned:
                yield cleaned.moved(at), figure.moved(at)


def _plain(figure: str) -> str:
    """Without the marks between thousands: 12,000 and 12000 are one figure, 1.5 and 15 are not."""
    return re.sub(r",(?=\d{3}(?!\d))", "", figure)
