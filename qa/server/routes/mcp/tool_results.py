"""The results of the tools of `/mcp`: text for a model to read, and the same as an object with citations."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, Field

from index.documents import Span
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.cite import span_url
from qa.reading_service import Readable
from qa.schemas import (
    AnswerForm,
    AnswerItem,
    AskQuery,
    AskResponse,
    Citation,
    Claim,
    Level,
    MetadataCitation,
    Query,
    QueryWarning,
    RankedPassage,
    Verdict,
)
from qa.server.auth.citation_links import CitationLinks
from qa.server.http.query_parameters import SpanParameters
from qa.server.routes.answer_markdown import (
    absolute_url,
    answer_markdown,
    source_words,
    with_absolute_url,
)
from qa.server.telemetry.request_record import note_answer


class AskResult(BaseModel):
    """An answer with its citations, or an abstention."""

    question: str
    level: Level = Field(
        description="`answered`; `unsure`: `closest` has the best quote, which may not answer; `nothing`."
    )
    kind: AnswerForm | None = Field(description="What the answer, or the closest quote, consists of.")
    answer: str | None = Field(description="Quoted from a document; null if no answer was found.")
    closest: str | None = Field(description="The best quote where the answer is not sure.")
    verdict: Verdict | None = Field(description="Yes or no, where the answer decides it.")
    items: list[AnswerItem] = Field([], description="Entries of a list, steps, cells of a row.")
    abstained: bool
    reason: str | None = Field(description="Why it abstained.")
    probability: float | None = Field(description="The probability that the answer is right.")
    citations: list[Citation | MetadataCitation]
    sources_disagree: bool
    claims: list[Claim] = Field(description="The distinct values that the documents give.")
    passages: list[RankedPassage] = Field(
        [], description="Where it abstained: the passages nearest to the question, which may not answer it."
    )
    warnings: list[QueryWarning] = []


class SearchResult(BaseModel):
    """Passages, best first."""

    question: str
    passages: list[RankedPassage]
    warnings: list[QueryWarning] = []


class SpanResult(BaseModel):
    """A slice of a document's version."""

    document_id: str
    version: str
    start: int
    end: int
    text: str
    url: str = Field(description="The page that shows the document with the slice marked.")


def ask(
    service: Readable,
    query: AskQuery,
    links: CitationLinks,
    base_url: str,
    record: Callable[[AskResponse], None],
) -> tuple[str, AskResult]:
    """Answer a question.  Raises what `Service.ask` raises.

    Args:
        service: The service.
        query: The question.
        links: Signs the links of citations.
        base_url: The service's URL, which ends in a slash.
        record: Called with the response, to log the question.
    """
    response = service.ask(query)
    note_answer(response.level)
    record(response)
    response = links.signed(response)
    text, citations = answer_markdown(response, base_url)
    answer, shown = response.answer, response.answer or response.closest
    claims = [
        claim.model_copy(
            update={"citations": [with_absolute_url(citation, base_url) for citation in claim.citations]}
        )
        for claim in response.claims
    ]
    passages = _passages(response.passages, base_url) if response.abstained else []
    nearest = ["Nearest passages:", *map(_shown, passages)] if passages else []
    return "\n\n".join([text, *nearest, *_notes(response.warnings)]), AskResult(
        question=response.question,
        level=response.level,
        kind=shown.kind if shown else None,
        answer=answer.shown if answer else None,
        closest=response.closest.shown if response.closest else None,
        verdict=answer.verdict if answer else None,
        items=_with_absolute_urls(shown.items, base_url) if shown else [],
        abstained=response.abstained,
        reason=response.reason,
        probability=answer.probability if answer else None,
        citations=citations,
        sources_disagree=response.sources_disagree,
        claims=claims,
        passages=passages,
        warnings=response.warnings,
    )


def search(service: Readable, query: Query, links: CitationLinks, base_url: str) -> tuple[str, SearchResult]:
    """Search passages.  Raises what `Service.search` raises.  The arguments are those of `ask`."""
    response = links.signed(service.search(query))
    passages = _passages(response.passages, base_url)
    result = SearchResult(question=response.question, passages=passages, warnings=response.warnings)
    shown = [*map(_shown, passages)] or ["No passage found."]
    return "\n\n".join([*shown, *_notes(response.warnings)]), result


def _passages(passages: list[RankedPassage], base_url: str) -> list[RankedPassage]:
    """Passages whose links a client can follow."""
    return [
        passage.model_copy(update={"citation": with_absolute_url(passage.citation, base_url)})
        for passage in passages
    ]


def _shown(passage: RankedPassage) -> str:
    cited = passage.citation
    return f"[{passage.rank}] {source_words(cited)}, {cited.url}\n{cited.quote}"


def _with_absolute_urls(items: list[AnswerItem], base_url: str) -> list[AnswerItem]:
    return [
        item.model_copy(update={"citations": [with_absolute_url(one, base_url) for one in item.citations]})
        for item in items
    ]


def _notes(warnings: list[QueryWarning]) -> list[str]:
    return [f"Note: {warning.field}: {warning.message}" for warning in warnings]


def read_span(
    service: Readable,
    collection: str,
    document_id: str,
    version: str,
    extent: tuple[int, int],
    links: CitationLinks,
    base_url: str,
) -> SpanResult:
    """Read a slice of a version.  Raises `NotFound`, and `InvalidInput` if it is not inside the text."""
    with service.index.catalog.reading() as db:
        text = rows.version_text(db, find(db, collection), document_id, version)
    start, end = SpanParameters(start=extent[0], end=extent[1], collection=collection).span(text)
    url = links.signed_url(span_url(collection, document_id, version, Span(start, end)))
    return SpanResult(
        document_id=document_id,
        version=version,
        start=start,
        end=end,
        text=text[start:end],
        url=absolute_url(url, base_url),
    )
