"""A verdict on an answer, as it comes in and as it is kept."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from qa.schemas import Question


class Verdict(StrEnum):
    """Thumbs up or down."""

    UP = "up"
    DOWN = "down"


class CitedSpan(BaseModel):
    """What of a citation tells where it stands; its other fields may be sent too."""

    model_config = ConfigDict(extra="ignore")

    document_id: str = Field(min_length=1, max_length=2_000)
    version: str = Field(max_length=64)
    start_char_index: int = Field(ge=0)
    end_char_index: int = Field(ge=1)
    cited_text: str = Field(min_length=1, max_length=100_000)


class Feedback(BaseModel):
    """What a person thinks of an answer, or of an abstention."""

    model_config = ConfigDict(extra="forbid")

    question: Question = Field(description="As it was asked.")
    standalone: Question | None = Field(
        None, description="As it was searched, where that is another question."
    )
    answer: str | None = Field(None, description="Its text; null for an abstention.", max_length=20_000)
    verdict: Verdict
    collection: str = Field("default", max_length=100)
    generation: int = Field(ge=0, description="Of the index that answered, as the response has it.")
    citations: list[CitedSpan] = Field([], max_length=100, description="Those of the answer.")
    comment: str | None = Field(None, max_length=10_000)


class StoredFeedback(Feedback):
    """Feedback as it is kept."""

    id: str
    created: str
