"""The outcome of one question: all that the measures need of a response."""

from __future__ import annotations

from dataclasses import dataclass

from qa.schemas import AskResponse, Citation


@dataclass(frozen=True, slots=True)
class RetrievedSpan:
    """A ranked passage or a citation: a span of a document version, and its score."""

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
    """What is known of the response to one question.

    Args:
        answer: Text of the answer; None for an abstention or an error.
        forced: Text of the answer with abstention switched off; EM and F1 use it.
        answerability: The probability on which abstention is decided.
        probability: The probability shown with the answer; None without an answer.
        citations_ok: Whether every quote equals the text of its version at its span.
        milliseconds: How long the client waited.
        error: Why there is no response; normally empty.
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
    """The span of a citation."""
    return RetrievedSpan(
        citation.document_id, citation.version, citation.start_char_index, citation.end_char_index, score
    )


def retrieved_spans(response: AskResponse) -> tuple[RetrievedSpan, ...]:
    """The ranked passages of a response."""
    return tuple(cited_span(passage.citation, passage.score) for passage in response.passages)
