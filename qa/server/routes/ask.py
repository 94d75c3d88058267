"""`/v1/ask` and `/v1/search`: answer a question, or list the passages nearest to it.

They take what they need from the request: with FastAPI's dependencies the event loop would be busy longer for
every question.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import Response

from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.server.answering import Given, changed
from qa.server.auth.caller import caller_of
from qa.server.auth.citation_links import citation_links_of
from qa.server.http.disconnect import cancel_on_disconnect
from qa.server.http.problems import problem_responses
from qa.server.question_recorder import asking
from qa.server.routes.examples import ASK, SEARCH
from qa.server.state import state_of

_PROBLEMS = problem_responses(400, 404, 409, 413, 415, 422, 503)
router = APIRouter(prefix="/v1", tags=["questions"], responses=_PROBLEMS)


@router.post("/ask", summary="Ask a question", response_model=AskResponse)
async def ask(query: Annotated[AskQuery, Body(openapi_examples=ASK)], request: Request) -> Response:
    """Answer from the documents, with exact citations, or abstain if none is found."""
    state, caller = state_of(request), caller_of(request)
    caller.require_searched(query)
    seen = state.service.seen_by(caller.audience)
    given = await state.answering.give(query, seen, caller)
    if state.writer.wants(query, caller.write):
        quoted = AskResponse.model_validate_json(given.json)
        written = await cancel_on_disconnect(request, state.writer.written(query, quoted, seen, caller.write))
        given = Given(written.model_dump_json(by_alias=True).encode())
    if state.recorder.logs:
        answered = AskResponse.model_validate_json(given.json)
        state.recorder.record(asking(query.question, "ask", caller), answered)
    return _sent(given, AskResponse, request)


@router.post("/search", summary="Search passages", response_model=SearchResponse)
async def search(query: Annotated[Query, Body(openapi_examples=SEARCH)], request: Request) -> Response:
    """List the passages nearest to a question, best first."""
    state, caller = state_of(request), caller_of(request)
    caller.require_searched(query)
    seen = state.service.seen_by(caller.audience)
    return _sent(await state.answering.give(query, seen, caller), SearchResponse, request)


def _sent(given: Given, kind: type[AskResponse | SearchResponse], request: Request) -> Response:
    """A response that is checked no second time; its links are signed where the caller needs that."""
    links = citation_links_of(request)
    json = changed(given, kind, links.signed) if links.needed else given.json
    headers = {"Cache-Status": given.status} if given.status else {}
    return Response(json, media_type="application/json", headers=headers)
