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
#: How much of a title's own support the sentences below it have.
BELOW_TITLE = 0.85
LONGEST_TITLE = 5
#: Odds of a sentence of which the reader says nothing.
UNKNOWN = -2.0


class ScoredSentence(NamedTuple):
    """A sentence.

    Args:
        evidence: For its passage.
        span: Of the version's text.
        support: The reader's mean log odds that its tokens belong to a sentence that answers.
        title: The nearest title above it in the passage, else the last heading.
        retrieved: How well it supports an answer by retrieval alone; comparable within one question.
    """

    evidence: ReadEvidence
    span: Span
    title: str
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


class _Title(NamedTuple):
    """A line that looks like a title, and how well it supports an answer by retrieval."""

    words: str
    retrieved: float


def scored_sentences(found: Findings) -> list[ScoredSentence]:
    """All sentences of the passages that were read, in order; no headings."""
    return [one for evidence in found.read for one in sentences_of(evidence, _title_before(found, evidence))]


def sentences_of(evidence: ReadEvidence, title: _Title | None = None) -> Iterator[ScoredSentence]:
    """The sentences of a passage, less its headings.

    What a line that is a title by its looks has, the sentences below it have too.

    Args:
        title: That stands right before the passage.
    """
    passage = evidence.passage
    title = title or _Title(passage.headings[-1] if passage.headings else "", 0.0)
    supports: Sequence[float] = evidence.supports or [0.0] * len(passage.sentences)
    for span, retrieved in zip(passage.sentences, supports, strict=True):
        words = passage.slice(span)
        if _is_heading(words, passage.headings):
            continue
        if _is_title(words):
            title = _Title(words, retrieved)
            continue
        retrieved = max(retrieved, BELOW_TITLE * title.retrieved)
        yield ScoredSentence(evidence, span, title.words, support_of(evidence, span), retrieved)


def _title_before(found: Findings, evidence: ReadEvidence) -> _Title | None:
    """The last line of the passage before, if that was read and the line is a title."""
    passage = evidence.passage
    for other in found.read:
        before = other.passage
        apart = passage.span.start - before.span.end
        if before.document_key == passage.document_key and 0 <= apart <= len("\n\n\n"):
            words = before.slice(before.sentences[-1])
            return _Title(words, retrieved_of(other, before.sentences[-1])) if _is_title(words) else None
    return None


def support_of(evidence: ReadEvidence, span: Span) -> float:
    """The reader's log odds that a span of the version belongs to a sentence that answers."""
    said = evidence.reading.support
    odds = said.of(span.moved(-evidence.passage.span.start)) if said else -math.inf
    return odds if math.isfinite(odds) else UNKNOWN


def retrieved_of(evidence: ReadEvidence, span: Span) -> float:
    """How well the best of the sentences that a span touches supports an answer by retrieval alone."""
    sentences = zip(evidence.passage.sentences, evidence.supports, strict=False)
    return max((one for place, one in sentences if place.overlaps(span)), default=0.0)


def _is_heading(words: str, headings: Sequence[str]) -> bool:
    plain = words.strip("#=*_ \t\n")
    return any(plain == heading.strip() or plain.startswith(f"{heading}\n") for heading in headings)


def _is_title(words: str) -> bool:
    """Whether a line looks like a title: a few words that begin with a capital or number, no mark behind."""
    plain = words.strip()
    few = len(plain.split()) <= LONGEST_TITLE and not any(mark in plain for mark in "\n|,:")
    return (
        few
        and plain[:1] not in "-*+•"
        and (plain[:1].isupper() or plain[:1].isdigit())
        and plain[-1].isalnum()
    )
