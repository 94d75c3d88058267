"""`/v1/sources`: list the sources of a collection, and erase one with its documents."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from index.store.catalog import sources as rows
from index.store.catalog.collections import find
from index.store.receipts import DeletionReceipt
from qa.server.auth.caller import CurrentCaller
from qa.server.http.encoded_slashes import restore_slashes
from qa.server.http.problems import problem_responses
from qa.server.http.query_parameters import CollectionQuery
from qa.server.routes.documents.writing import check_source
from qa.server.state import Seen, State

router = APIRouter(prefix="/v1/sources", tags=["sources"])


class SourceView(BaseModel):
    """A source and how many documents it has."""

    name: str
    documents: int
    created: str


class Sources(BaseModel):
    """The sources of a collection by name."""

    collection: str
    sources: list[SourceView]


class DeletedSource(BaseModel):
    """The receipt of a source that was erased."""

    source: str
    collection: str
    documents: int = Field(description="How many documents were erased with it.")


@router.get("", summary="List sources", responses=problem_responses(404, 422, 503))
async def list_sources(query: CollectionQuery, caller: CurrentCaller, seen: Seen, state: State) -> Sources:
    """List the sources of a collection: folders, uploads, the API. A document's id is unique within one."""
    caller.require_collection(query.collection)

    def work() -> Sources:
        with seen.index.catalog.reading() as db:
            found = rows.all_sources(db, find(db, query.collection))
        views = [SourceView(name=s.name, documents=count, created=s.created) for s, count in found]
        return Sources(collection=query.collection, sources=views)

    return await state.lookups.run(work)


@router.delete("/{name}", summary="Delete a source", responses=problem_responses(404, 422, 503, 507))
async def delete(name: str, query: CollectionQuery, caller: CurrentCaller, state: State) -> DeletedSource:
    """Erase a source with all its documents from every store at once."""
    caller.require_collection(query.collection)
    name = restore_slashes(name)

    def work() -> list[DeletionReceipt]:
        check_source(state.service, caller, query.collection, name)
        return state.service.delete_source(query.collection, name)

    gone = await state.changes.run(work)
    return DeletedSource(source=name, collection=query.collection, documents=len(gone))
