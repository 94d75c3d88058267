"""What the tools of `/mcp` give: text for a model to read, and the same as an object with citations."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from index.documents import Span
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.cite import span_url
from qa.schemas import AskQuery, Citation, Claim, Query, RankedPassage
from qa.server.auth.citation_links import Links
from qa.server.http.query_parameters import Extent
from qa.server.routes.footnotes import markdown
from qa.service import Service


class Answered(BaseModel):
    """An answer with its citations, or an abstention."""

    question: str
    answer: str | None = Field(description="The words of a document; null where the documents do not say.")
    abstained: bool
    reason: str | None = Field(description="Why it abstained.")
    probability: float | None = Field(description="How often an answer with this figure is right.")
    citations: list[Citation]
    sources_disagree: bool
    claims: list[Claim] = Field(description="The distinct values that the documents give.")


class Found(BaseModel):
    """Passages, best first."""

    question: str
    passages: list[RankedPassage]


class PassageText(BaseModel):
    """A slice of a document's version."""

    document_id: str
    version: str
    start: int
    end: int
    text: str
    url: str = Field(description="Our page, at the slice.")


def ask(service: Service, fields: dict[str, Any], links: Links, root: str) -> tuple[str, Answered]:
    """Answer.  Raises as `Service.ask` does."""
    response = links.led(service.ask(AskQuery.model_validate(fields)))
    text, citations = markdown(response, root)
    answer = response.answer
    claims = [
        claim.model_copy(update={"citations": [_whole(citation, root) for citation in claim.citations]})
        for claim in response.claims
    ]
    return text, Answered(
        question=response.question,
        answer=answer.value if answer else None,
        abstained=response.abstained,
        reason=response.reason,
        probability=answer.probability if answer else None,
        citations=citations,
        sources_disagree=response.sources_disagree,
        claims=claims,
    )


def search(service: Service, fields: dict[str, Any], links: Links, root: str) -> tuple[str, Found]:
    """Search.  Raises as `Service.search` does."""
    response = links.led(service.search(Query.model_validate(fields)))
    passages = [
        passage.model_copy(update={"citation": _whole(passage.citation, root)})
        for passage in response.passages
    ]
    shown = [
        f"[{passage.rank}] {passage.citation.document_title or passage.citation.document_id}, "
        f"{passage.citation.url}\n{passage.text}"
        for passage in passages
    ]
    return "\n\n".join(shown) or "No passage found.", Found(question=response.question, passages=passages)


def passage(
    service: Service,
    collection: str,
    document_id: str,
    version: str,
    extent: tuple[int, int],
    links: Links,
    root: str,
) -> PassageText:
    """Read a slice.  Raises `NotFound`, and `InvalidInput` where it is not inside the text."""
    with service.index.catalog.reading() as db:
        text = rows.version_text(db, find(db, collection), document_id, version)
    start, end = Extent(start=extent[0], end=extent[1], collection=collection).span(text)
    url = links.address(span_url(collection, document_id, version, Span(start, end)))
    return PassageText(
        document_id=document_id,
        version=version,
        start=start,
        end=end,
        text=text[start:end],
        url=_at(root, url),
    )


def _whole(citation: Citation, root: str) -> Citation:
    return citation.model_copy(update={"url": _at(root, citation.url)})


def _at(root: str, url: str) -> str:
    return root + url.removeprefix("/")
