"""The HTML pages: ask a question, and list the documents of a collection."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from index.documents import DEFAULT_SOURCE
from index.store.catalog.documents import DocumentRow
from qa.cite import in_path
from qa.server.auth.caller import CurrentCaller
from qa.server.auth.scopes import Scope
from qa.server.http.query_parameters import BrowseQuery
from qa.server.state import Seen, State
from qa.server.web.collection_picker import names_to_ask_together, picked_collection, visible_collections
from qa.server.web.document_list import document_list_page
from qa.server.web.insights_page import shows_insights
from qa.server.web.rendering import SCRIPT_CSP, allow_forms, render
from qa.server.web.widget_script import module_path
from qa.write.writer import sent_to

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(
    caller: CurrentCaller,
    seen: Seen,
    state: State,
    collection: str | None = None,
    together: bool = False,
) -> Response:
    """Show where to ask questions over a collection, or over all `together`."""

    def work() -> Response:
        visible = visible_collections(seen, caller)
        all_names = names_to_ask_together(visible)
        return render(
            "home.html",
            SCRIPT_CSP,
            caller,
            page_path="/",
            widget_module=module_path(state.service.settings),
            collection=picked_collection(collection, visible, caller),
            collections=visible,
            all_names=all_names,
            together=together and bool(all_names),
            may_write=caller.may(Scope.INGEST),
            sent_to=sent_to(state.service.settings),
            shows_insights=shows_insights(state, caller),
        )

    return await state.lookups.run(work)


@router.get("/documents")
async def list_documents(query: BrowseQuery, caller: CurrentCaller, seen: Seen, state: State) -> Response:
    """Show a page of a collection's documents and the form to upload more.

    The name of a collection that does not exist shows an empty list: the first upload creates the collection.
    """

    def work() -> Response:
        visible = visible_collections(seen, caller)
        requested = query.collection if "collection" in query.model_fields_set else None
        collection = picked_collection(requested, visible, caller)
        with seen.index.catalog.reading() as db:
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
            shows_insights=shows_insights(state, caller),
        )

    return await state.lookups.run(work)


def _page_of(row: DocumentRow, collection: str) -> str:
    query = {"collection": collection, **({} if row.source == DEFAULT_SOURCE else {"source": row.source})}
    return f"/documents/{in_path(row.id)}?{urlencode(query)}"
