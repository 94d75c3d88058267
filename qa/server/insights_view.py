"""What the API and the owner's page ask of the insights, and what both show."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from qa.insights.insights import DAYS, MOST_DAYS
from qa.insights.report import Insights
from qa.server.state import ServerState


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


def look(state: ServerState, query: InsightsParameters) -> Insights:
    """The insights of a service.  Blocks."""
    found = state.service.insights.look(query.days, query.collection or None)
    return found.model_copy(update={"not_logged": state.recorder.dropped})
