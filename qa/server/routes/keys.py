"""`/v1/keys`: list, change and revoke keys.  `qa keys create` makes them, so that no secret is sent."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.requests import Request

from index.errors import InvalidInput
from index.names import LABEL_PATTERN
from qa.json_values import Truth, Whole
from qa.server.auth.gatekeeper import gatekeeper_of
from qa.server.auth.key import MAX_LIMIT, Grant, Key
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from qa.server.http.problems import problem_responses
from qa.server.http.text_fields import UnicodeText, name_schema, without_default
from qa.server.routes.documents.request_bodies import AccessLabels, CollectionName, OptionalDate
from qa.server.routes.examples import KEY_CHANGE
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
    access: list[str] = Field(description="The labels that it holds.")
    expires: str | None = Field(description="From then on it is not valid; null for never.")
    write: bool | None = Field(
        description="Whether a language model writes its answers; false for never, null for the setting."
    )
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
            access=list(grant.access),
            expires=grant.expires,
            write=grant.write,
            created=key.created,
            revoked=key.revoked,
            last_used=key.last_used,
        )


_Limit = Annotated[Whole, Field(ge=1, le=MAX_LIMIT)]
_ORIGIN_SCHEMA = WithJsonSchema(
    {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@%<>\"*\\\s]+$"}
)


class KeyChange(BaseModel):
    """What to change of a key; what is absent stays, and null is the default."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[UnicodeText, name_schema(LABEL_PATTERN)] = Field("", json_schema_extra=without_default)
    scopes: list[Scope] = Field([], min_length=1, json_schema_extra=without_default)
    collections: list[CollectionName] | None = Field(None, json_schema_extra=without_default)
    origins: list[Annotated[UnicodeText, _ORIGIN_SCHEMA]] | None = Field(
        None, json_schema_extra=without_default
    )
    per_minute: _Limit | None = Field(None, json_schema_extra=without_default)
    per_day: _Limit | None = Field(None, json_schema_extra=without_default)
    access: AccessLabels = Field(None, json_schema_extra=without_default)
    expires: OptionalDate = Field(
        "", description="ISO 8601 date or date-time, in UTC.", json_schema_extra=without_default
    )
    write: Truth | None = Field(
        None,
        description="Whether a language model writes its answers unless a question says `write: false`; "
        "false for never, whatever a question says; null for the setting of the collection.",
        json_schema_extra=without_default,
    )

    def apply(self, grant: Grant) -> Grant:
        """The grant with the changes."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        for name in ("scopes", "collections", "origins", "access"):
            if name in given:
                given[name] = tuple(given[name] or ())
        if "expires" in given:
            given["expires"] = given["expires"] or None
        return replace(grant, **given)


class Keys(BaseModel):
    """All keys ever created, oldest first."""

    keys: list[KeyView]


@router.get("", summary="List keys", responses=problem_responses(503))
async def list_keys(request: Request, state: State) -> Keys:
    """List all keys ever created, oldest first, without their secrets."""
    keys = await state.lookups.run(gatekeeper_of(request).keys.list_all)
    return Keys(keys=[KeyView.of(key) for key in keys])


@router.patch("/{id}", summary="Change a key", responses=problem_responses(400, 404, 413, 415, 422, 503, 507))
async def change(
    id: str, body: Annotated[KeyChange, Body(openapi_examples=KEY_CHANGE)], request: Request, state: State
) -> KeyView:
    """Change what a key allows, its limits, its labels or when it ends; its secret stays.

    The next request with it, and with a session that it began, follows.
    """
    return KeyView.of(await state.lookups.run(lambda: _changed(gatekeeper_of(request).keys, id, body)))


def _changed(keys: KeyStore, id: str, body: KeyChange) -> Key:
    try:
        return keys.edit(id, body.apply)
    except InvalidInput as error:  # it names options of the command line
        error.field = _FIELDS.get(error.field, error.field)
        raise


#: The fields of a body, by the options that are checked.
_FIELDS = {
    "NAME": "name",
    "--scope": "scopes",
    "--collection": "collections",
    "--origin": "origins",
    "--per-minute": "per_minute",
    "--per-day": "per_day",
    "--access": "access",
    "--expires": "expires",
}


@router.delete("/{id}", summary="Revoke a key", responses=problem_responses(404, 422, 503, 507))
async def revoke(id: str, request: Request, state: State) -> KeyView:
    """Revoke a key; the next request with it is refused."""
    return KeyView.of(await state.changes.run(partial(gatekeeper_of(request).keys.revoke, id)))
