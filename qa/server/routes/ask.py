"""`/v1/ask` and `/v1/search`: answer a question, or list the passages nearest to it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel
from starlette.responses import Response

from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.server.auth.caller import CurrentCaller
from qa.server.auth.citation_links import Links
from qa.server.http.problems import problem_responses
from qa.server.question_recorder import asking
from qa.server.routes.examples import ASK, SEARCH
from qa.server.state import State

_PROBLEMS = problem_responses(400, 404, 409, 413, 415, 422, 503)
router = APIRouter(prefix="/v1", tags=["questions"], responses=_PROBLEMS)


@router.post("/ask", summary="Ask a question", response_model=AskResponse)
async def ask(
    query: Annotated[AskQuery, Body(openapi_examples=ASK)], caller: CurrentCaller, links: Links, state: State
) -> Response:
    """Answer from the documents, with exact citations, or abstain if the documents do not answer."""
    caller.require_searched(query)
    response = await state.questions.run(partial(state.service.ask, query))
    state.recorder.record(asking(query.question, "ask", caller), response)
    return _json(links.signed(response))


@router.post("/search", summary="Search passages", response_model=SearchResponse)
async def search(
    query: Annotated[Query, Body(openapi_examples=SEARCH)], caller: CurrentCaller, links: Links, state: State
) -> Response:
    """List the passages nearest to a question, best first."""
    caller.require_searched(query)
    return _json(links.signed(await state.questions.run(partial(state.service.search, query))))


def _json(response: BaseModel) -> Response:
    """A response that is checked no second time."""
    return Response(response.model_dump_json(by_alias=True), media_type="application/json")
