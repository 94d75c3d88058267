"""Logged questions for tests."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from qa.insights.logged_question import Asking, CitedVersion, LoggedQuestion
from qa.insights.question_log import QuestionLog

CITED = CitedVersion("default", "war", "v1")


def logged(
    question: str,
    level: str = "answered",
    *,
    ago: timedelta = timedelta(),
    answer: str | None = "Twelve.",
    collections: tuple[str, ...] = ("default",),
    key: tuple[str, str] = ("", ""),
    milliseconds: float = 100.0,
    cited: tuple[CitedVersion, ...] = (),
) -> LoggedQuestion:
    """A question that was asked some time ago."""
    asked = (datetime.now(UTC) - ago).isoformat(timespec="microseconds")
    return LoggedQuestion(
        uuid.uuid4().hex,
        asked,
        Asking(question, "ask", *key),
        collections,
        question,
        level,
        None if level == "nothing" else answer,
        None if level == "nothing" else 0.9,
        milliseconds,
        cited,
    )


def add(log: QuestionLog, *questions: LoggedQuestion, days: int = 30) -> None:
    """Log questions whose citations all exist."""
    log.add(questions, days, lambda cited: True)


def rows(log: QuestionLog, columns: str = "question") -> list[tuple[Any, ...]]:
    """Columns of all questions, oldest first."""
    with log.reading() as db:
        return list(db.execute(f"SELECT {columns} FROM questions ORDER BY key")) if db else []
