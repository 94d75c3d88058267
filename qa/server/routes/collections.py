"""`/v1/collections`."""

from __future__ import annotations

from fastapi import APIRouter

from index.store.catalog.collections import everything
from qa.server.auth.caller import Who
from qa.server.http.problems import documented
from qa.server.routes.document_views import Collections, CollectionView
from qa.server.state import Here

router = APIRouter(prefix="/v1/collections", tags=["collections"])


@router.get("", summary="List collections", responses=documented(503))
async def listing(who: Who, here: Here) -> Collections:
    """The collections that the key may see, by name, with what they hold."""

    def work() -> Collections:
        return Collections(
            collections=[
                CollectionView(
                    name=shelf.name, generation=shelf.generation, created=shelf.created, **counts._asdict()
                )
                for shelf, counts in everything(here.service.index.catalog.connection)
                if who.sees(shelf.name)
            ]
        )

    return await here.questions.run(work)
