"""Feedback on an answer, as it is sent and as it is stored."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from qa.feedback.wrong_reasons import Wrong
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


#: The reason of a thumb down says nothing of a thumb up.
_WRONG_AND_UP: dict[str, JsonValue] = {
    "required": ["verdict", "wrong"],
    "properties": {"verdict": {"const": "up"}, "wrong": {"type": "string"}},
}


class _Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"not": _WRONG_AND_UP})

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
    wrong: Wrong | None = Field(None, description="What was wrong, of a thumb down.")
    comment: str | None = Field(None, max_length=10_000)

    @model_validator(mode="after")
    def _only_a_thumb_down_is_wrong(self) -> Self:
        if self.wrong is not None and self.verdict is not Verdict.DOWN:
            context = {
                "detail": "An answer that helped was not wrong.",
                "at": "wrong",
                "hint": "Send it with the verdict `down`, or leave it out.",
            }
            raise PydanticCustomError("wrong", "{detail}", context)
        return self


class Feedback(_Verdict):
    """A verdict of a person on an answer or an abstention."""

    replaces: str | None = Field(
        None,
        max_length=64,
        description="The `id` of feedback on the same question, which this takes the place of: a verdict "
        "that was changed, or explained. Feedback that is gone meanwhile is no error.",
    )


class StoredFeedback(_Verdict):
    """Feedback as it is stored."""

    id: str
    created: str

    @property
    def searched(self) -> str:
        """The question as it was searched."""
        return self.standalone or self.question


class FeedbackList(BaseModel):
    """The latest feedback, newest first."""

    feedback: list[StoredFeedback]
