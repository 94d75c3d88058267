"""`/v1/ask` and `/v1/search`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body

from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.server.auth.caller import Who
from qa.server.auth.citation_links import Leading
from qa.server.http.problems import documented
from qa.server.routes.examples import ASK, SEARCH
from qa.server.state import Here

router = APIRouter(prefix="/v1", tags=["questions"], responses=documented(400, 404, 409, 413, 415, 422, 503))


@router.post("/ask", summary="Ask a question")
async def ask(
    query: Annotated[AskQuery, Body(openapi_examples=ASK)], who: Who, links: Leading, here: Here
) -> AskResponse:
    """Answer from the documents, each sentence cited to the character, or abstain when they do not say."""
    who.check(query.collection)
    return links.led(await here.questions.run(partial(here.service.ask, query)))


@router.post("/search", summary="Search passages")
async def search(
    query: Annotated[Query, Body(openapi_examples=SEARCH)], who: Who, links: Leading, here: Here
) -> SearchResponse:
    """The passages nearest to a question, best first."""
    who.check(query.collection)
    return links.led(await here.questions.run(partial(here.service.search, query)))
