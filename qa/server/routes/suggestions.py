"""`/v1/suggestions`: questions to begin with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameters
from pydantic import BaseModel, ConfigDict, Field

from index.store.catalog.collections import DEFAULT
from qa.query_fields import MOST_COLLECTIONS, CollectionName
from qa.schemas import Query
from qa.server.auth.caller import CurrentCaller
from qa.server.http.problems import problem_responses
from qa.server.state import Seen, State
from qa.suggestions import MOST, Suggestion

router = APIRouter(prefix="/v1", tags=["questions"])


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    collection: list[CollectionName] = Field(
        [DEFAULT],
        min_length=1,
        max_length=MOST_COLLECTIONS,
        description="The collection; several are asked together.",
    )
    limit: int = Field(4, ge=1, le=MOST, description="How many.")


class SuggestionList(BaseModel):
    """Questions to begin with, the best first."""

    suggestions: list[Suggestion]


@router.get("/suggestions", summary="Suggest questions", responses=problem_responses(404, 422, 503))
async def suggest(
    query: Annotated[_Parameters, Parameters()], caller: CurrentCaller, seen: Seen, state: State
) -> SuggestionList:
    """Suggest questions that the documents surely answer: headings, and questions that got two votes or more.

    Each was asked. They are made at the first request for a state of the documents, which takes seconds; a
    request meanwhile gets none.
    """
    collections = list(dict.fromkeys(query.collection))
    named = {"collections": collections} if len(collections) > 1 else {"collection": collections[0]}
    caller.require_searched(Query.model_validate({"question": "?", **named}))

    def work() -> SuggestionList:
        found = state.suggestions.of(collections, seen.ask, caller.rights, seen.index.catalog)
        return SuggestionList(suggestions=found[: query.limit])

    return await state.lookups.run(work)
