"""Feedback on an answer, as it is sent and as it is stored."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from qa.json_values import Whole
from qa.query_fields import Question


class Verdict(StrEnum):
    """Thumbs up or down."""

    UP = "up"
    DOWN = "down"


class CitedSpan(BaseModel):
    """The fields of a citation that locate it; its other fields may be sent too and are ignored."""

    model_config = ConfigDict(extra="ignore")

    collection: str | None = Field(
        None, max_length=100, description="Where the document is; that of the feedback if absent."
    )
    document_id: str = Field(min_length=1, max_length=2_000)
    version: str = Field(max_length=64)
    start_char_index: Whole = Field(ge=0)
    end_char_index: Whole = Field(ge=1)
    cited_text: str = Field(min_length=1, max_length=100_000)


class Feedback(BaseModel):
    """A verdict of a person on an answer or an abstention."""

    model_config = ConfigDict(extra="forbid")

    question: Question = Field(description="The question as it was asked.")
    standalone: Question | None = Field(
        None, description="The question as it was searched, if it was rewritten."
    )
    answer: str | None = Field(
        None, description="The answer's text; null for an abstention.", max_length=20_000
    )
    verdict: Verdict
    collection: str = Field("default", max_length=100)
    generation: Whole = Field(ge=0, description="`index.generation` of the response.")
    citations: list[CitedSpan] = Field([], max_length=100, description="The answer's citations.")
    comment: str | None = Field(None, max_length=10_000)


class StoredFeedback(Feedback):
    """Feedback as it is stored."""

    id: str
    created: str


class FeedbackList(BaseModel):
    """The latest feedback, newest first."""

    feedback: list[StoredFeedback]
