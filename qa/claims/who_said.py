"""Who says a figure: "Who said that 12,000 troops were sent?" asks for an attribution.

A reader answers with the likeliest person of the passage; attribution knows in whose sentence the figure
stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.claims.attribution import attribute
from qa.quantities.figures import FIGURE, plain_figure
from qa.read.found_spans import FoundSpan
from qa.read.read_evidence import ReadEvidence
from qa.read.span_boundaries import snap_to_words
from qa.understand.parsed_question import ParsedQuestion


def speakers_of_figures(question: ParsedQuestion, passages: Sequence[ReadEvidence]) -> list[FoundSpan]:
    """Who says the figures of a question that asks for that, in the order of passages.

    Empty for any other question, and where no passage has all the figures in one sentence with somebody who
    says the first of them.
    """
    if not question.figures:
        return []
    return [
        FoundSpan(evidence, speaker, evidence.reading.odds, evidence.score, figure)
        for evidence in passages
        for speaker, figure in _speakers(evidence.passage, question.figures)
    ]


def _speakers(passage: StoredPassage, figures: Sequence[str]) -> Iterator[tuple[Span, Span]]:
    """Whoever says the figures, and where the first of them stands."""
    text, at = passage.text, passage.span.start
    for sentence in passage.sentences:
        inside = sentence.moved(-at)
        places = {
            plain_figure(found.group()): Span(*found.span())
            for found in FIGURE.finditer(text, inside.start, inside.end)
        }
        if set(figures) <= places.keys():
            figure = places[figures[0]]
            speaker = attribute(text, inside, figure).speaker
            whole = snap_to_words(text, speaker) if speaker else None
            if whole:
                yield whole.moved(at), figure.moved(at)
