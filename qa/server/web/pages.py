"""The HTML pages: ask a question, list the documents of a collection, show a document with its cited span."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from index.documents import DEFAULT_SOURCE, Span
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from index.store.catalog.documents import DocumentRow
from qa.cite import in_path
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.auth.scopes import Scope
from qa.server.http.encoded_slashes import DocumentId
from qa.server.http.query_parameters import BrowseQuery, DocumentPageQuery
from qa.server.state import State
from qa.server.web.collection_picker import picked_collection, visible_collections
from qa.server.web.document_list import document_list_page
from qa.server.web.rendering import SCRIPT_CSP, allow_forms, render
from qa.service import Service

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(caller: CurrentCaller, state: State, collection: str | None = None) -> Response:
    """Show where to ask questions over a collection."""

    def work() -> Response:
        visible = visible_collections(state.service, caller)
        return render(
            "home.html",
            SCRIPT_CSP,
            caller,
            page_path="/",
            collection=picked_collection(collection, visible, caller),
            collections=visible,
            may_write=caller.may(Scope.INGEST),
        )

    return await state.questions.run(work)


@router.get("/documents")
async def list_documents(query: BrowseQuery, caller: CurrentCaller, state: State) -> Response:
    """Show a page of a collection's documents and the form to upload more.

    The name of a collection that does not exist shows an empty list: the first upload creates the collection.
    """

    def work() -> Response:
        visible = visible_collections(state.service, caller)
        requested = query.collection if "collection" in query.model_fields_set else None
        collection = picked_collection(requested, visible, caller)
        with state.service.index.catalog.reading() as db:
            found = document_list_page(db, collection, query)
        return render(
            "documents.html",
            allow_forms(SCRIPT_CSP),
            caller,
            page_path="/documents",
            collection=collection,
            collections=visible,
            documents=[(row, _page_of(row, collection)) for row in found.documents],
            search=query.q,
            previous=found.previous,
            next=found.next,
            may_write=caller.may(Scope.INGEST),
        )

    return await state.questions.run(work)


@router.get("/documents/{id:path}")
async def show_document(
    id: DocumentId, query: DocumentPageQuery, caller: CurrentCaller, state: State
) -> Response:
    """Show a document with the cited span marked."""
    caller.require_collection(query.collection)
    return await state.questions.run(partial(_document_page, state.service, id, query, caller))


def _document_page(service: Service, id: str, query: DocumentPageQuery, caller: Caller) -> Response:
    with service.index.catalog.reading() as db:
        collection = find(db, query.collection)
        row = rows.show(db, collection, id, query.source, query.version)
        version = query.version or row.version
        text = rows.version_text(db, collection, id, version)
    is_cited = {"start", "end"} & query.model_fields_set
    span = query.span(text) if is_cited else None
    start, end = span or Span(0, 0)
    return render(
        "document.html",
        caller=caller,
        collection=query.collection,
        document=row,
        source=_web_url(row.url),
        version=version,
        current=version == row.version,
        span=span,
        before=text[:start],
        cited=text[start:end],
        after=text[end:],
    )


def _page_of(row: DocumentRow, collection: str) -> str:
    query = {"collection": collection, **({} if row.source == DEFAULT_SOURCE else {"source": row.source})}
    return f"/documents/{in_path(row.id)}?{urlencode(query)}"


def _web_url(url: str) -> str:
    """`url` if it is safe as a link, else the empty text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc and url.isprintable() else ""
