"""`/v1/collections`: list, show, create, rename and delete collections."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Body, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from index.errors import InvalidInput
from index.names import MAX_NAME_LENGTH, PATTERN
from index.store.catalog import collections as rows
from index.store.catalog.collections import (
    MAX_DESCRIPTION_LENGTH,
    check_name,
)
from qa.reading_service import Readable
from qa.server.auth.caller import CurrentCaller
from qa.server.auth.gatekeeper import CurrentGatekeeper
from qa.server.collection_renames import change_collection
from qa.server.http.problems import problem_responses
from qa.server.http.text_fields import OptionalText, UnicodeText, name_schema, value_error, without_default
from qa.server.routes.collection_bodies import CollectionDeleted, Collections, CollectionView
from qa.server.routes.examples import COLLECTION, COLLECTION_CHANGE
from qa.server.state import Seen, State
from qa.service import Service

router = APIRouter(prefix="/v1/collections", tags=["collections"])


def _check_name(name: str | None) -> str:
    if name is None:
        raise value_error("collection_name", "A collection has a name.", "Send a text, or leave it out.")
    try:
        return check_name(name, "name")
    except InvalidInput as error:
        raise value_error("collection_name", error.detail, error.hint) from error


Name = Annotated[str, AfterValidator(_check_name), name_schema(PATTERN)]
_NAME = f"1 to {MAX_NAME_LENGTH} printable characters without `/`."


class CollectionIn(BaseModel):
    """A collection to be created."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description=_NAME)
    description: OptionalText = Field(
        "", max_length=MAX_DESCRIPTION_LENGTH, description="What is in it, for people."
    )


class CollectionChange(BaseModel):
    """What to change of a collection; what is absent stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field("", description=f"The new name: {_NAME}", json_schema_extra=without_default)
    description: OptionalText = Field(
        "",
        max_length=MAX_DESCRIPTION_LENGTH,
        description="What is in it, for people; null empties it.",
        json_schema_extra=without_default,
    )

    def given(self, field: str) -> str | None:
        """The value of a field; None if it was not sent."""
        return getattr(self, field) if field in self.model_fields_set else None


class _DeleteParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    confirm: UnicodeText = Field(min_length=1, description="The name of the collection, once more.")


@router.get("", summary="List collections", responses=problem_responses(503))
async def list_collections(caller: CurrentCaller, seen: Seen, state: State) -> Collections:
    """List the collections that the key may use, by name, with how much they hold."""

    def work() -> Collections:
        found = rows.all_collections(seen.index.catalog.connection)
        return Collections(
            collections=[CollectionView.of(*one) for one in found if caller.may_see(one[0].name)]
        )

    return await state.lookups.run(work)


@router.post(
    "",
    status_code=201,
    summary="Create a collection",
    responses=problem_responses(400, 409, 413, 415, 422, 503, 507),
)
async def create(
    body: Annotated[CollectionIn, Body(openapi_examples=COLLECTION)],
    response: Response,
    caller: CurrentCaller,
    state: State,
) -> CollectionView:
    """Create an empty collection; writing a document to a name creates it, too."""
    caller.require_collection(body.name)
    view = await state.changes.run(partial(_create, state.service, body))
    response.headers["Location"] = f"/v1/collections/{quote(body.name, safe='')}"
    return view


def _create(service: Service, body: CollectionIn) -> CollectionView:
    service.index.change(
        body.name, lambda db, generation: rows.create(db, body.name, body.description, generation)
    )
    return view_of(service, body.name)


@router.get("/{name}", summary="Show a collection", responses=problem_responses(404, 422, 503))
async def show(name: str, caller: CurrentCaller, seen: Seen, state: State) -> CollectionView:
    """Show a collection and how much it holds."""

    def work() -> CollectionView:
        if not caller.may_see(name):
            raise rows.unknown(name)  # the key must not learn that it exists
        return view_of(seen, name)

    return await state.lookups.run(work)


def view_of(service: Readable, name: str) -> CollectionView:
    """A collection and how much it holds.  Raises `NotFound`."""
    with service.index.catalog.reading() as db:
        collection = rows.find(db, name)
        return CollectionView.of(collection, rows.counts(db, collection))


@router.patch(
    "/{name}",
    summary="Change a collection",
    responses=problem_responses(400, 404, 409, 413, 415, 422, 503, 507),
)
async def change(
    name: str,
    body: Annotated[CollectionChange, Body(openapi_examples=COLLECTION_CHANGE)],
    gatekeeper: CurrentGatekeeper,
    state: State,
) -> CollectionView:
    """Rename a collection, or change its description, atomically.

    Documents, jobs, feedback and the keys that name it follow. Links and widgets with the old name do not. A
    new name that a key names already is refused, because that key would open the collection.
    """
    new_name, description = body.given("name"), body.given("description")

    def work() -> CollectionView:
        change_collection(state.service, gatekeeper.keys, name, new_name, description)
        return view_of(state.service, new_name or name)

    return await state.changes.run(work)


@router.delete("/{name}", summary="Delete a collection", responses=problem_responses(404, 422, 503, 507))
async def delete(name: str, query: Annotated[_DeleteParameters, Query()], state: State) -> CollectionDeleted:
    """Erase a collection with all that is in it from every store, with a receipt of how much."""

    def work() -> CollectionDeleted:
        if query.confirm != name:
            raise InvalidInput(
                f"{query.confirm[:100]!r} is not the name of the collection to be deleted.",
                field="confirm",
                hint=f"Send confirm={name[:100]} to delete it with all its documents.",
            )
        return CollectionDeleted.model_validate(state.service.delete_collection(name)._asdict())

    return await state.changes.run(work)
