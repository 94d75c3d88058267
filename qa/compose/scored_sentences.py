"""The sentences of the passages that were read, with what speaks for each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.documents import Span
from qa.compose.composed import Findings, Part
from qa.read.read_evidence import ReadEvidence

#: What retrieval says of a sentence counts this much beside the reader's log odds of it.
RETRIEVED = 2.0
#: Odds of a sentence of which the reader says nothing.
UNKNOWN = -2.0


class ScoredSentence(NamedTuple):
    """A sentence.

    Args:
        evidence: For its passage.
        place: Its number in the passage.
        span: Of the version's text.
        support: The reader's mean log odds that its tokens belong to a sentence that answers.
        retrieved: How well it supports an answer by retrieval alone; comparable within one question.
    """

    evidence: ReadEvidence
    place: int
    span: Span
    support: float
    retrieved: float

    @property
    def score(self) -> float:
        """Both together, as log odds that are comparable within one question."""
        return self.support + RETRIEVED * (self.retrieved - 1.0)

    @property
    def text(self) -> str:
        """Its words."""
        return self.evidence.passage.slice(self.span)

    @property
    def part(self) -> Part:
        """It as a piece of an answer."""
        return Part(self.evidence.passage, self.span)


def scored_sentences(found: Findings) -> list[ScoredSentence]:
    """All sentences of the passages that were read, in order; no headings."""
    return [one for evidence in found.read for one in sentences_of(evidence)]


def sentences_of(evidence: ReadEvidence) -> Iterator[ScoredSentence]:
    """The sentences of a passage, less its headings."""
    passage = evidence.passage
    supports: Sequence[float] = evidence.supports or [0.0] * len(passage.sentences)
    for place, (span, retrieved) in enumerate(zip(passage.sentences, supports, strict=True)):
        if not _is_heading(passage.slice(span), passage.headings):
            yield ScoredSentence(evidence, place, span, support_of(evidence, span), retrieved)


def support_of(evidence: ReadEvidence, span: Span) -> float:
    """The reader's log odds that a span of the version belongs to a sentence that answers."""
    said = evidence.reading.support
    odds = said.of(span.moved(-evidence.passage.span.start)) if said else -math.inf
    return odds if math.isfinite(odds) else UNKNOWN


def _is_heading(words: str, headings: Sequence[str]) -> bool:
    plain = words.strip("#=*_ \t\n")
    return any(plain == heading.strip() or plain.startswith(f"{heading}\n") for heading in headings)
