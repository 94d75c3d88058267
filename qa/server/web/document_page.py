"""`/documents/{id}`: the page of a document, with what is cited marked."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from index.documents import Span
from index.store.catalog import documents as rows
from index.store.catalog import originals
from index.store.catalog.collections import find
from qa.cite import in_path
from qa.reading_service import Readable
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.auth.citation_links import CitationLinks, Links
from qa.server.http.encoded_slashes import DocumentId
from qa.server.http.query_parameters import DocumentPageQuery
from qa.server.state import Seen, State
from qa.server.web.document_view import document_view, shown_version
from qa.server.web.originals_page import PDF, original_url
from qa.server.web.rendering import BASE_CSP, render

router = APIRouter(include_in_schema=False)

#: The page shows pictures of its own document's pages, and nothing else.
_CSP = f"{BASE_CSP}; img-src 'self'"


@router.get("/documents/{id:path}")
async def show_document(
    id: DocumentId, query: DocumentPageQuery, caller: CurrentCaller, links: Links, seen: Seen, state: State
) -> Response:
    """Show a document with the cited span marked."""
    caller.require_collection(query.collection)
    return await state.lookups.run(partial(_document_page, seen, id, query, caller, links))


def _document_page(
    service: Readable, id: str, query: DocumentPageQuery, caller: Caller, links: CitationLinks
) -> Response:
    with service.index.catalog.reading() as db:
        collection = find(db, query.collection)
        row = rows.show(db, collection, id, query.source, query.version)
        name = query.version or row.version
        version = shown_version(db, collection, id, name, row.source)
        is_pdf = version.original_type == PDF
        data = originals.show(db, collection, id, name, row.source).data if is_pdf else None
    is_cited = {"start", "end"} & query.model_fields_set
    span = query.span(version.text) if is_cited else None
    view = document_view(version, data, span, query.at)
    start, end = span or Span(0, 0)

    def file_url(page: int | None = None) -> str:
        return links.signed_url(original_url(collection.name, row.source, id, name, page))

    def part_url(at: int) -> str:
        where: dict[str, Any] = {"collection": collection.name, "source": row.source}
        where |= {"version": name, "at": at}
        where |= {"start": start, "end": end} if span else {}
        return links.signed_url(f"/documents/{in_path(id)}?{urlencode(where)}")

    return render(
        "document.html",
        _CSP if view.pages else BASE_CSP,
        caller,
        collection=collection.name,
        document=row,
        source=_web_url(row.url),
        version=name,
        current=name == row.version,
        span=span,
        view=view,
        file_url=file_url if version.original_type else None,
        part_url=part_url,
        before=version.text[:start],
        cited=version.text[start:end],
        after=version.text[end:],
    )


def _web_url(url: str) -> str:
    """`url` if it is safe as a link, else the empty text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc and url.isprintable() else ""
