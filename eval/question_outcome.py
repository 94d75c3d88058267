"""What a run keeps of each question: all that the measures need, and no more than a client sees."""

from __future__ import annotations

from dataclasses import dataclass

from qa.schemas import AskResponse, Citation


@dataclass(frozen=True, slots=True)
class RetrievedSpan:
    """A ranked passage as evaluated: a span of a document, and its score."""

    document_id: str
    version: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim shown beside the answer."""

    value: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one question.

    Args:
        answer: Its text; None for an abstention or an error.
        forced: The answer's text where abstention was switched off or did not happen; EM and F1 over every
            question are of this.
        answerability: The probability that abstention was decided by.
        probability: That shown with the answer.
        citations_ok: Every citation's quote was what its version holds at its span.
        milliseconds: As the client waited.
        error: Why there is no response; empty normally.
    """

    question_id: str
    answer: str | None
    forced: str
    answerability: float
    probability: float | None
    passages: tuple[RetrievedSpan, ...]
    citations: tuple[RetrievedSpan, ...]
    citations_ok: bool
    claims: tuple[ShownClaim, ...]
    milliseconds: float
    error: str = ""


def cited_span(citation: Citation, score: float) -> RetrievedSpan:
    """A citation as a span to measure."""
    return RetrievedSpan(
        citation.document_id, citation.version, citation.start_char_index, citation.end_char_index, score
    )


def retrieved_spans(response: AskResponse) -> tuple[RetrievedSpan, ...]:
    """The ranked passages of a response."""
    return tuple(cited_span(passage.citation, passage.score) for passage in response.passages)
