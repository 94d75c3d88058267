"""The outcome of one question: all that the measures need of a response."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qa.answer_schemas import Answer, AnswerForm, Level
from qa.citation_schemas import Citation, MetadataCitation
from qa.schemas import AskResponse


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
class ShownItem:
    """An entry of a list, a step, a side of a comparison, or a cell, and where it stands."""

    text: str
    citations: tuple[RetrievedSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer, or the closest quote, as a client sees it.

    Args:
        value: The short form, shown first; empty where there is none.
        verdict: "yes", "no", or empty.
        items: Empty where it has no items.
        citations: What it cites; a metadata field is left out.
        sentence: The sentence around a span.
    """

    text: str
    form: AnswerForm = AnswerForm.SPAN
    value: str = ""
    verdict: str = ""
    items: tuple[ShownItem, ...] = ()
    citations: tuple[RetrievedSpan, ...] = ()
    sentence: RetrievedSpan | None = None

    @property
    def readings(self) -> tuple[str, ...]:
        """The texts of which any may be an accepted answer."""
        return tuple(dict.fromkeys(text for text in (self.text, self.value, self.verdict) if text))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of the response to one question.

    Args:
        answer: The answer; None for an abstention or an error.
        forced: The answer with abstention switched off; EM and F1 use it.
        answerability: The probability on which abstention is decided.
        probability: The probability shown with the answer; None without an answer.
        citations_ok: Whether every quote equals the text of its version at its span.
        milliseconds: How long the client waited.
        error: Why there is no response; normally empty.
        level: How sure the response is; `nothing` where there is none.
        closest: The quote shown where the response is unsure.
    """

    question_id: str
    answer: Shown | None
    forced: Shown | None
    answerability: float
    probability: float | None
    passages: tuple[RetrievedSpan, ...]
    citations: tuple[RetrievedSpan, ...]
    citations_ok: bool
    claims: tuple[ShownClaim, ...]
    milliseconds: float
    error: str = ""
    level: Level = Level.NOTHING
    closest: Shown | None = None


def cited_span(citation: Citation, score: float) -> RetrievedSpan:
    """The span of a citation."""
    return RetrievedSpan(
        citation.document_id, citation.version, citation.start_char_index, citation.end_char_index, score
    )


def retrieved_spans(response: AskResponse) -> tuple[RetrievedSpan, ...]:
    """The ranked passages of a response."""
    return tuple(cited_span(passage.citation, passage.score) for passage in response.passages)


def shown_answer(answer: Answer) -> Shown:
    """What is measured of an answer or of the closest quote."""
    return Shown(
        text=answer.text,
        form=answer.kind,
        value=answer.value or "",
        verdict=answer.verdict or "",
        items=tuple(ShownItem(item.text, cited_spans(item.citations)) for item in answer.items),
        citations=cited_spans(answer.citations),
        sentence=cited_span(answer.sentence, 0.0) if answer.sentence else None,
    )


def cited_spans(citations: Iterable[Citation | MetadataCitation]) -> tuple[RetrievedSpan, ...]:
    """The spans of texts that are cited."""
    return tuple(cited_span(one, 0.0) for one in citations if isinstance(one, Citation))
