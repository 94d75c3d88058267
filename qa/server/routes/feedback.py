"""`/v1/feedback`: keep what people say of answers, list it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field

from index.errors import InvalidInput, NotFound
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.feedback.records import Feedback, Kept
from qa.server.auth.caller import Who
from qa.server.http.problems import documented
from qa.server.routes.examples import FEEDBACK
from qa.server.state import Here
from qa.service import Service

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])


class _Listing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=1000, description="How many.")
    collection: str | None = Field(None, max_length=100, description="Of this collection alone.")


class FeedbackList(BaseModel):
    """The latest feedback, newest first."""

    feedback: list[Kept]


@router.post(
    "", status_code=201, summary="Give feedback", responses=documented(400, 404, 413, 415, 422, 503, 507)
)
async def give(body: Annotated[Feedback, Body(openapi_examples=FEEDBACK)], who: Who, here: Here) -> Kept:
    """Keep a verdict on an answer, durably; its citations are checked against the documents."""
    who.check(body.collection)
    return await here.questions.run(partial(_give, here.service, body))


def _give(service: Service, feedback: Feedback) -> Kept:
    with service.index.catalog.reading() as db:
        shelf = find(db, feedback.collection)
        for number, cited in enumerate(feedback.citations):
            try:
                text = rows.version_text(db, shelf, cited.document_id, cited.version)
            except NotFound as error:
                error.field = f"citations[{number}].{error.field}"
                raise
            if text[cited.start_char_index : cited.end_char_index] != cited.cited_text:
                raise InvalidInput(
                    "The version's text is another there than is quoted.",
                    field=f"citations[{number}].cited_text",
                    hint="Send the citations of the response as they are.",
                )
        return service.feedback.add(feedback)


@router.get("", summary="List feedback", responses=documented(422, 503))
async def listing(query: Annotated[_Listing, Query()], here: Here) -> FeedbackList:
    """The latest feedback, newest first."""
    work = partial(here.service.feedback.latest, query.limit, query.collection)
    return FeedbackList(feedback=await here.questions.run(work))
