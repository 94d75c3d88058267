"""`/v1/insights`: what was asked, what became of it, and erasing a question."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from qa.insights.erasing import erase_question
from qa.insights.insights import DAYS, MOST_DAYS
from qa.insights.report import Insights
from qa.server.http.problems import problem_responses
from qa.server.state import ServerState, State

router = APIRouter(prefix="/v1/insights", tags=["insights"])


class InsightsParameters(BaseModel):
    """Which questions are looked at."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(DAYS, ge=1, le=MOST_DAYS, description="How many days back, with today.")
    collection: str | None = Field(None, max_length=100, description="Only questions that searched it.")


class ErasedQuestion(BaseModel):
    """What was erased of a question."""

    questions: int = Field(description="Logged questions with the same words.")
    feedback: int = Field(description="Verdicts on them.")


InsightsQuery = Annotated[InsightsParameters, Query()]


@router.get("", summary="See what is asked", responses=problem_responses(422, 503))
async def show_insights(query: InsightsQuery, state: State) -> Insights:
    """Count questions and what became of them; group those that nobody gets an answer to by meaning.

    Questions are logged only where `SOURCELINE_QUESTION_LOG_DAYS` is set.
    """
    return await state.questions.run(partial(look, state, query))


def look(state: ServerState, query: InsightsParameters) -> Insights:
    """The insights of a service.  Blocks."""
    found = state.service.insights.look(query.days, query.collection or None)
    return found.model_copy(update={"not_logged": state.recorder.dropped})


@router.delete("/questions/{id}", summary="Erase a question", responses=problem_responses(404, 422, 503, 507))
async def erase(id: str, state: State) -> ErasedQuestion:
    """Erase a question everywhere: all with the same words from the log, and the feedback on them."""
    service = state.service
    erased = await state.questions.run(partial(erase_question, service.question_log, service.feedback, id))
    return ErasedQuestion(**erased)
