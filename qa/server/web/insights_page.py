"""`/insights`: the owner's page, its downloads, and erasing a question from it."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from qa.feedback.wrong_reasons import WORDS
from qa.insights.counts import stretch_of
from qa.insights.erasing import erase_question
from qa.insights.export import csv_lines, eval_set
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.auth.csrf import is_from_our_page
from qa.server.auth.errors import Forbidden
from qa.server.auth.scopes import Scope
from qa.server.insights_view import ErasedQuestion, InsightsParameters, InsightsQuery, look
from qa.server.state import ServerState, State
from qa.server.web.collection_picker import visible_collections
from qa.server.web.plots import columns_by_day
from qa.server.web.rendering import HEADERS, SCRIPT_CSP, allow_forms, render

router = APIRouter(prefix="/insights", include_in_schema=False)

#: The stretches of time that the page offers.
CHOICES = (7, 30, 90, 365)
MOST_CHOSEN = 500
#: Groups of a list that are shown at once; the rest is a click away.
FIRST = 10


class _Chosen(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: list[str] = Field([], max_length=MOST_CHOSEN)


class _ToErase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=64)


@router.get("")
async def show(query: InsightsQuery, caller: CurrentCaller, state: State) -> Response:
    """Show what is asked, and what nobody gets an answer to."""
    return await state.lookups.run(partial(_page, state, query, caller))


def shows_insights(state: ServerState, caller: Caller) -> bool:
    """Whether other pages lead here: questions are logged, and the caller may see them."""
    return state.service.settings.question_log_days > 0 and caller.may(Scope.ADMIN)


def _page(state: ServerState, query: InsightsParameters, caller: Caller) -> Response:
    found = look(state, query)
    names = [name for name, _ in visible_collections(state.service, caller)]
    return render(
        "insights.html",
        allow_forms(SCRIPT_CSP),
        caller,
        insights=found,
        plot=columns_by_day(found.by_day),
        choices=[(days, _address(days, query.collection)) for days in CHOICES],
        names=[(None, _address(query.days, None)), *((name, _address(query.days, name)) for name in names)],
        csv=f"/insights/questions.csv?{_query(query.days, query.collection)}",
        reasons=WORDS,
        first=FIRST,
        shows_insights=True,
    )


def _address(days: int, collection: str | None) -> str:
    return f"/insights?{_query(days, collection)}"


def _query(days: int, collection: str | None) -> str:
    return urlencode({"days": days, **({"collection": collection} if collection else {})})


@router.get("/questions.csv")
async def download_csv(query: InsightsQuery, state: State) -> Response:
    """All questions of the stretch of time."""
    stretch = stretch_of(query.days, query.collection)
    work = partial("".join, csv_lines(state.service.question_log, stretch))
    return _download(await state.lookups.run(work), "text/csv; charset=utf-8", "questions.csv")


@router.get("/eval-set.jsonl")
async def download_eval_set(query: Annotated[_Chosen, Query()], state: State) -> Response:
    """The chosen questions as an eval set."""
    service = state.service
    work = partial(eval_set, service.question_log, service.feedback, service.index.catalog, query.id)
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in await state.lookups.run(work))
    return _download("".join(lines), "application/jsonl; charset=utf-8", "eval-set.jsonl")


def _download(text: str, media_type: str, name: str) -> Response:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=media_type, headers=headers)


@router.post("/erase")
async def erase(body: _ToErase, request: Request, state: State) -> ErasedQuestion:
    """Erase a question for the page, whose session is no key of the API."""
    if not is_from_our_page(request):
        raise Forbidden("Only the page of insights may do this.", hint="DELETE /v1/insights/questions/{id}.")
    service = state.service
    work = partial(erase_question, service.question_log, service.feedback, body.id)
    return ErasedQuestion(**await state.lookups.run(work))
