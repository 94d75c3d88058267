"""`/v1/keys`: list and revoke keys.  `qa keys create` creates them, so that no secret crosses the network."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request

from qa.server.auth.gatekeeper import gatekeeper_of
from qa.server.auth.key import Key
from qa.server.auth.scopes import Scope
from qa.server.http.problems import problem_responses
from qa.server.state import State

router = APIRouter(prefix="/v1/keys", tags=["keys"])


class KeyView(BaseModel):
    """A key without its secret, which is not stored."""

    id: str
    name: str
    publishable: bool
    scopes: list[Scope]
    collections: list[str] = Field(description="The collections that it may use; empty for all.")
    origins: list[str] = Field(description="The origins whose pages may use a publishable key.")
    per_minute: int | None = Field(description="Null for the service's default.")
    per_day: int | None = Field(description="Null for the service's default.")
    created: str
    revoked: str | None
    last_used: str | None = Field(description="To the hour.")

    @classmethod
    def of(cls, key: Key) -> KeyView:
        """Make it from the stored key."""
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
    """All keys ever created, oldest first."""

    keys: list[KeyView]


@router.get("", summary="List keys", responses=problem_responses(503))
async def list_keys(request: Request, state: State) -> Keys:
    """List all keys ever created, oldest first, without their secrets."""
    keys = await state.questions.run(gatekeeper_of(request).keys.list_all)
    return Keys(keys=[KeyView.of(key) for key in keys])


@router.delete("/{id}", summary="Revoke a key", responses=problem_responses(404, 422, 503, 507))
async def revoke(id: str, request: Request, state: State) -> KeyView:
    """Revoke a key; the next request with it is refused."""
    return KeyView.of(await state.changes.run(partial(gatekeeper_of(request).keys.revoke, id)))
