"""What the owner is shown: the schema of `/v1/insights`, of the page and of `qa insights`."""

from __future__ import annotations

from pydantic import BaseModel, Field

from qa.feedback.records import StoredFeedback


class Levels(BaseModel):
    """How many questions were answered, and how surely."""

    answered: int = 0
    unsure: int = Field(0, description="No sure answer; the closest passage was quoted.")
    nothing: int = Field(0, description="Nothing was shown.")

    @property
    def asked(self) -> int:
        """All questions."""
        return self.answered + self.unsure + self.nothing

    def share(self, level: str) -> float:
        """The share of a level, from 0 to 1; 0 where nothing was asked."""
        count: int = getattr(self, level)
        return count / self.asked if self.asked else 0.0


class Day(Levels):
    """The questions of a day."""

    day: str = Field(description="UTC, ISO 8601.")


class Named(Levels):
    """The questions of a collection or of a key."""

    name: str = Field(description="The collection, or the id of the key; empty without a key.")
    title: str = Field(description="The same for people: a key's name.")


class QuestionCount(BaseModel):
    """Questions that differ in case and marks alone."""

    id: str = Field(description="Of the latest of them.")
    question: str = Field(description="As the latest was searched.")
    asked: int = Field(description="How often.")
    last: str = Field(description="When last; ISO 8601, UTC.")
    level: str = Field(description="What became of the latest.")
    answer: str | None = Field(description="What the latest was shown; null once its document is deleted.")
    milliseconds: float = Field(description="What the slowest of them took.")


class QuestionGroup(BaseModel):
    """Questions that mean the same, or are on the same thing."""

    name: str = Field(description="The most central of them.")
    asked: int = Field(description="How often all of them were asked.")
    last: str = Field(description="When one of them was asked last.")
    questions: list[QuestionCount] = Field(description="The most frequent first, at most 20.")
    wordings: int = Field(description="How many different ones there are.")


class Speed(BaseModel):
    """How long answers took, in milliseconds."""

    half: float = Field(0.0, description="Half of them took at most this.")
    most: float = Field(0.0, description="95 in 100 of them took at most this.")
    slowest: list[QuestionCount] = []


class Verdicts(BaseModel):
    """What people said of answers."""

    up: int = 0
    down: int = 0
    reasons: dict[str, int] = Field({}, description="What was wrong, by how many people said so.")
    latest: list[StoredFeedback] = Field([], description="The latest that say what was wrong, or comment.")


class Insights(BaseModel):
    """What was asked in some days, and what became of it."""

    days: int
    since: str = Field(description="The first day, UTC.")
    until: str = Field(description="The last day: today.")
    collection: str | None = Field(description="Only questions that searched this one; null for all.")
    retention_days: int = Field(description="How long questions are kept; 0 where none are logged.")
    not_logged: int = Field(0, description="Questions since the start that could not be logged.")
    summary: list[str] = Field(description="The last seven days in words.")
    levels: Levels
    by_day: list[Day] = Field(description="Every day, without a gap.")
    unanswered: list[QuestionGroup] = Field(
        description="Questions that got no sure answer when they were asked last, the most asked group first."
    )
    most_asked: list[QuestionGroup]
    speed: Speed
    by_collection: list[Named]
    by_key: list[Named]
    verdicts: Verdicts
