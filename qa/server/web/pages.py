"""Pages for people: where to ask, the documents of a collection, a document with its cited span."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from index.documents import Span
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.server.auth.caller import Caller, Who
from qa.server.auth.scopes import Scope
from qa.server.http.paths import DocumentId
from qa.server.http.query_parameters import Browsing, Shown
from qa.server.state import Here
from qa.server.web.collection_choice import chosen, seen
from qa.server.web.document_list import browse
from qa.server.web.rendering import SCRIPTED, page, with_forms
from qa.service import Service

router = APIRouter(include_in_schema=False)

#: The list has a form, which goes nowhere but here.
SEARCHED = with_forms(SCRIPTED)


@router.get("/")
async def home(who: Who, here: Here, collection: str | None = None) -> Response:
    """Where to ask a collection, and where else to go."""

    def work() -> Response:
        shelves = seen(here.service, who)
        shelf = chosen(collection, shelves, who)
        return page(
            "home.html",
            SCRIPTED,
            who,
            here="/",
            collection=shelf,
            collections=shelves,
            writes=who.may(Scope.INGEST),
        )

    return await here.questions.run(work)


@router.get("/documents")
async def listing(query: Browsing, who: Who, here: Here) -> Response:
    """A page of a collection's documents, where more can be put in; a new name is an empty collection."""

    def work() -> Response:
        shelves = seen(here.service, who)
        shelf = chosen(query.collection if "collection" in query.model_fields_set else None, shelves, who)
        with here.service.index.catalog.reading() as db:
            found = browse(db, shelf, query)
        address = f"?{urlencode({'collection': shelf})}"
        links = [(row, f"/documents/{quote(row.id)}{address}") for row in found.documents]
        return page(
            "documents.html",
            SEARCHED,
            who,
            here="/documents",
            collection=shelf,
            collections=shelves,
            documents=links,
            sought=query.q,
            previous=found.previous,
            next=found.next,
            writes=who.may(Scope.INGEST),
        )

    return await here.questions.run(work)


@router.get("/documents/{id:path}")
async def document(id: DocumentId, query: Shown, who: Who, here: Here) -> Response:
    """A document with the cited span marked."""
    who.check(query.collection)
    return await here.questions.run(partial(_document, here.service, id, query, who))


def _document(service: Service, id: str, query: Shown, who: Caller) -> Response:
    with service.index.catalog.reading() as db:
        shelf = find(db, query.collection)
        row = rows.show(db, shelf, id)
        version = query.version or row.version
        text = rows.version_text(db, shelf, id, version)
    cited = {"start", "end"} & query.model_fields_set
    span = query.span(text) if cited else None
    start, end = span or Span(0, 0)
    return page(
        "document.html",
        who=who,
        collection=query.collection,
        document=row,
        source=_web_address(row.url),
        version=version,
        current=version == row.version,
        span=span,
        before=text[:start],
        cited=text[start:end],
        after=text[end:],
    )


def _web_address(url: str) -> str:
    """`url` if a browser can safely follow it, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc and url.isprintable() else ""
