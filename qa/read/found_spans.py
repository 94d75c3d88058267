"""The spans that the reader found, over all passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.documents import Span
from qa.read.read_evidence import ReadEvidence
from qa.read.span_boundaries import snap_to_words
from qa.read.weights import ReadingWeights
from qa.retrieve.evidence import Evidence


class FoundSpan(NamedTuple):
    """A span that may be the answer.

    Args:
        evidence: For its passage.
        span: Of the version's text.
        margin: The reader's log odds of it.
        score: The margin with the passage's own score; comparable within one question.
    """

    evidence: ReadEvidence
    span: Span
    margin: float
    score: float

    @property
    def text(self) -> str:
        """Its words."""
        return self.evidence.passage.slice(self.span)


def found_spans(passages: Sequence[ReadEvidence], weights: ReadingWeights) -> list[FoundSpan]:
    """Every span that the reader found in passages, which are best first; the best span first."""
    best = passages[0].score if passages else 0.0
    spans = [
        FoundSpan(one, span, scored.margin, scored.margin + weights.passage * (one.score - best))
        for one in passages
        for scored in one.reading.spans
        if (span := _in_version(one, scored.span))
    ]
    return sorted(spans, key=lambda s: (-round(s.score, 4), s.evidence.passage.document_id, s.span.start))


def supporting_sentence(evidence: Evidence) -> Span:
    """The sentence of a passage to highlight, a span of the version's text.

    The one around what the reader is sure of; else the one that the reader takes for the answering one; of a
    passage that was not read, the best one of retrieval.
    """
    passage = evidence.passage
    if not isinstance(evidence, ReadEvidence):
        return evidence.sentence
    if evidence.reading.spans and evidence.reading.spans[0].margin > 0:
        span = _in_version(evidence, evidence.reading.spans[0].span)
        if span:
            return passage.enclosing_sentences(span)
    if support := evidence.reading.support:
        return max(passage.sentences, key=lambda s: support.of(s.moved(-passage.span.start)))
    return evidence.sentence


def _in_version(evidence: ReadEvidence, span: Span) -> Span | None:
    whole = snap_to_words(evidence.passage.text, span)
    return whole.moved(evidence.passage.span.start) if whole else None
