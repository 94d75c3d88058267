"""`/v1/feedback`: store and list feedback on answers."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field

from index.errors import InvalidInput, NotFound
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.feedback.records import Feedback, FeedbackList, StoredFeedback
from qa.reading_service import Readable
from qa.server.auth.caller import CurrentCaller
from qa.server.http.problems import problem_responses
from qa.server.routes.examples import FEEDBACK
from qa.server.state import Seen, State

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])


class _ListParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=1000, description="How many.")
    collection: str | None = Field(None, max_length=100, description="Only feedback on this collection.")


@router.post(
    "",
    status_code=201,
    summary="Give feedback",
    responses=problem_responses(400, 404, 413, 415, 422, 503, 507),
)
async def give(
    body: Annotated[Feedback, Body(openapi_examples=FEEDBACK)],
    caller: CurrentCaller,
    seen: Seen,
    state: State,
) -> StoredFeedback:
    """Store a verdict on an answer durably; its citations are checked against the documents."""
    caller.require_collection(body.collection)
    for citation in body.citations:
        caller.require_collection(citation.collection or body.collection)
    return await state.changes.run(partial(_give, seen, body))


def _give(service: Readable, feedback: Feedback) -> StoredFeedback:
    with service.index.catalog.reading() as db:
        find(db, feedback.collection)
        for number, cited in enumerate(feedback.citations):
            try:
                collection = find(db, cited.collection or feedback.collection)
                text = rows.version_text(db, collection, cited.document_id, cited.version)
            except NotFound as error:
                error.field = f"citations[{number}].{error.field}"
                raise
            if text[cited.start_char_index : cited.end_char_index] != cited.cited_text:
                raise InvalidInput(
                    "The text of the version at this span differs from the quote.",
                    field=f"citations[{number}].cited_text",
                    hint="Send the citations of the response unchanged.",
                )
        return service.feedback.add(feedback)


@router.get("", summary="List feedback", responses=problem_responses(422, 503))
async def list_feedback(query: Annotated[_ListParameters, Query()], state: State) -> FeedbackList:
    """List the latest feedback, newest first."""
    work = partial(state.service.feedback.latest, query.limit, query.collection)
    return FeedbackList(feedback=await state.lookups.run(work))
