"""`/v1/insights`: what was asked, what became of it, and erasing a question."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from qa.insights.erasing import erase_question
from qa.insights.report import Insights
from qa.server.http.problems import problem_responses
from qa.server.insights_view import ErasedQuestion, InsightsQuery, look
from qa.server.state import State

router = APIRouter(prefix="/v1/insights", tags=["insights"])


@router.get("", summary="See what is asked", responses=problem_responses(422, 503))
async def show_insights(query: InsightsQuery, state: State) -> Insights:
    """Count questions and what became of them; group those that nobody gets an answer to by meaning.

    Questions are logged only where `SOURCELINE_QUESTION_LOG_DAYS` is set.
    """
    return await state.lookups.run(partial(look, state, query))


@router.delete("/questions/{id}", summary="Erase a question", responses=problem_responses(404, 422, 503, 507))
async def erase(id: str, state: State) -> ErasedQuestion:
    """Erase a question everywhere: all with the same words from the log, and the feedback on them."""
    service = state.service
    erased = await state.lookups.run(partial(erase_question, service.question_log, service.feedback, id))
    return ErasedQuestion(**erased)
