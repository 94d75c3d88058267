"""`/v1/keys`: see and revoke.  Keys are made on the machine (`qa keys create`), so no secret travels."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request

from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.auth.keys import Key
from qa.server.auth.scopes import Scope
from qa.server.http.problems import documented
from qa.server.state import Here

router = APIRouter(prefix="/v1/keys", tags=["keys"])


class KeyView(BaseModel):
    """A key without its secret, which nobody has but its holder."""

    id: str
    name: str
    publishable: bool
    scopes: list[Scope]
    collections: list[str] = Field(description="Those it may see; empty for all.")
    origins: list[str] = Field(description="Where a publishable key may be used; empty for nowhere.")
    per_minute: int | None = Field(description="Null takes the service's setting.")
    per_day: int | None = Field(description="Null takes the service's setting.")
    created: str
    revoked: str | None
    last_used: str | None = Field(description="To the hour.")

    @classmethod
    def of(cls, key: Key) -> KeyView:
        """As it is kept."""
        grant = key.grant
        return cls(
            id=key.id,
            name=grant.name,
            publishable=grant.publishable,
            scopes=list(grant.scopes),
            collections=list(grant.collections),
            origins=list(grant.origins),
            per_minute=grant.per_minute,
            per_day=grant.per_day,
            created=key.created,
            revoked=key.revoked,
            last_used=key.last_used,
        )


class Keys(BaseModel):
    """All keys ever made, oldest first."""

    keys: list[KeyView]


def _gatekeeper(request: Request) -> Gatekeeper:
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    return gatekeeper


@router.get("", summary="List keys", responses=documented(503))
async def listing(request: Request, here: Here) -> Keys:
    """All keys ever made, oldest first, without their secrets."""
    keys = await here.questions.run(_gatekeeper(request).keys.everything)
    return Keys(keys=[KeyView.of(key) for key in keys])


@router.delete("/{id}", summary="Revoke a key", responses=documented(404, 422, 503, 507))
async def revoke(id: str, request: Request, here: Here) -> KeyView:
    """Have a key hold no more, from the next request on."""
    return KeyView.of(await here.questions.run(partial(_gatekeeper(request).keys.revoke, id)))
