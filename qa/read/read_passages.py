"""Reading: the first passages are read for the question, and put in order by what they say to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.confidence.weights import Reading as Weights
from qa.read.reader.protocol import Reader, Reading, ReadPassage, ScoredSpan
from qa.read.span_boundaries import clean
from qa.read.table_text import Legible, legible
from qa.retrieve.evidence import Evidence
from qa.understand.dimension import mismeasures
from qa.understand.reader_query import marked, unframed

#: Gives the text of a document's version.
VersionText = Callable[[str, str], str]
#: Log odds further from 0 than this say no more about a passage's place.
SATURATED = 12.0
#: The head of a table is sought no further above a passage than these characters.
MOST_ABOVE = 200_000
#: What a quantity in a unit that is not asked for loses of its log odds.
MISMEASURED = 3.0
#: A passage this much worse evidence than the first is not read, unless it is among the first few: on 2,253
#: questions of SQuAD and QED that changed no answer, and saved half of the reading.
APART, LEAST = 8.0, 2


class FoundSpan(NamedTuple):
    """A span that may be the answer.

    Args:
        evidence: Of its passage.
        span: Of the version's text.
        margin: The reader's log odds of it.
        score: With the passage's own score; comparable within one question.
        rests_on: What of the passage makes it the answer, where that stands elsewhere than its words.
    """

    evidence: Evidence
    span: Span
    margin: float
    score: float
    rests_on: Span | None = None

    @property
    def quoted(self) -> Span:
        """From the first to the last of what must be read to believe it."""
        spans = (self.span, self.rests_on or self.span)
        return Span(min(s.start for s in spans), max(s.end for s in spans))

    @property
    def text(self) -> str:
        """Its words."""
        return self.evidence.passage.slice(self.span)


def read(
    reader: Reader, question: str, ranked: Sequence[Evidence], most: int, version_text: VersionText
) -> list[Evidence]:
    """Read the first passages, at most `most`, that are worth it; the order stays."""
    worth = [e for n, e in enumerate(ranked[:most]) if n < LEAST or e.score >= ranked[0].score - APART]
    first = ranked[: len(worth)]
    parts = [_parts(evidence.passage, version_text) for evidence in first]
    passages = [
        ReadPassage("\n".join(filter(None, [p.document_title, " > ".join(p.headings)])), part.text)
        for p, legible in zip((evidence.passage for evidence in first), parts, strict=True)
        for part in legible
    ]
    readings = iter(reader.read(marked(unframed(question)), passages))
    wrong = mismeasures(question)
    known = [
        replace(e, reading=_whole(e.passage, legible, list(islice(readings, len(legible))), wrong))
        for e, legible in zip(first, parts, strict=True)
    ]
    return [*known, *ranked[len(first) :]]


def _parts(passage: StoredPassage, version_text: VersionText) -> list[Legible]:
    def above() -> str:
        start = passage.span.start
        return version_text(passage.document_id, passage.version)[max(start - MOST_ABOVE, 0) : start]

    return legible(passage.text, above)


def _whole(
    passage: StoredPassage,
    parts: Sequence[Legible],
    readings: Sequence[Reading],
    wrong: Callable[[str], bool],
) -> Reading:
    """What the parts of a passage say together, of the passage's own text."""
    found = [
        ScoredSpan(span, scored.margin - MISMEASURED * wrong(span.of(passage.text)))
        for part, reading in zip(parts, readings, strict=True)
        for scored in reading.spans
        if (span := part.origin(scored.span))
    ]
    kept: list[ScoredSpan] = []
    for scored in sorted(found, key=lambda scored: -scored.margin):
        if not any(scored.span.start < k.span.end and k.span.start < scored.span.end for k in kept):
            kept.append(scored)
    return Reading(tuple(kept), max(reading.odds for reading in readings))


def reorder(ranked: Sequence[Evidence], weights: Weights) -> list[Evidence]:
    """Put what was read in order by score and log odds; what was not read keeps its place below."""
    known = [replace(e, score=e.score + weights.odds * _bounded(e.reading.odds)) for e in ranked if e.reading]
    known.sort(key=lambda e: (-round(e.score, 4), e.passage.document_id, e.passage.span.start))
    rest = [e for e in ranked if not e.reading]
    # Scores fall along the list.
    above = max(rest[0].score - known[-1].score, 0.0) if known and rest else 0.0
    return [*(replace(e, score=e.score + above) for e in known), *rest]


def _bounded(odds: float) -> float:
    return max(-SATURATED, min(SATURATED, odds))


def found_spans(ranked: Sequence[Evidence], weights: Weights) -> list[FoundSpan]:
    """Every span that the reader found in any passage, best first."""
    best = ranked[0].score if ranked else 0.0
    spans = [
        FoundSpan(evidence, cleaned, scored.margin, scored.margin + weights.passage * (evidence.score - best))
        for evidence in ranked
        if evidence.reading
        for scored in evidence.reading.spans
        if (cleaned := _in_version(evidence, scored.span))
    ]
    return sorted(spans, key=lambda s: (-round(s.score, 4), s.evidence.passage.document_id, s.span.start))


def _in_version(evidence: Evidence, span: Span) -> Span | None:
    cleaned = clean(evidence.passage.text, span)
    return cleaned.moved(evidence.passage.span.start) if cleaned else None


def supporting(evidence: Evidence, answer: FoundSpan | None = None) -> Span:
    """The sentence to show: around the answer, what the reader is sure of, or what retrieval found best."""
    if answer and answer.evidence is evidence:
        return evidence.passage.around(answer.quoted)
    if evidence.reading and evidence.reading.spans and evidence.reading.spans[0].margin > 0:
        span = _in_version(evidence, evidence.reading.spans[0].span)
        if span:
            return evidence.passage.around(span)
    return evidence.sentence
