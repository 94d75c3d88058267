"""`/v1/collections`: list the collections."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from index.store.catalog.collections import all_collections
from qa.server.auth.caller import CurrentCaller
from qa.server.http.problems import problem_responses
from qa.server.state import State

router = APIRouter(prefix="/v1/collections", tags=["collections"])


class CollectionView(BaseModel):
    """A collection and how much it holds."""

    name: str
    documents: int
    passages: int
    generation: int = Field(description="The last generation of the index that changed the collection.")
    created: str


class Collections(BaseModel):
    """All collections by name."""

    collections: list[CollectionView]


@router.get("", summary="List collections", responses=problem_responses(503))
async def list_collections(caller: CurrentCaller, state: State) -> Collections:
    """List the collections that the key may use, by name, with how much they hold."""

    def work() -> Collections:
        views = [
            CollectionView(
                name=collection.name,
                generation=collection.generation,
                created=collection.created,
                **counts._asdict(),
            )
            for collection, counts in all_collections(state.service.index.catalog.connection)
            if caller.may_see(collection.name)
        ]
        return Collections(collections=views)

    return await state.questions.run(work)
