"""Erases a question: from the log, and the feedback on it."""

from __future__ import annotations

import json

from index.errors import NotFound
from qa.feedback.store import FeedbackStore
from qa.insights.logged_question import same_words
from qa.insights.question_log import QuestionLog


def erase_question(log: QuestionLog, feedback: FeedbackStore, id: str) -> dict[str, int]:
    """Erase every question with the same words as that of this id, and the feedback on them.

    Returns:
        How many records were erased, by what they are.

    Raises:
        NotFound: No question has this id.
    """
    with log.reading() as db:
        row = db.execute("SELECT words FROM questions WHERE id = ?", (id,)).fetchone() if db else None
    if row is None:
        raise NotFound(
            f"There is no logged question {id[:64]!r}.", field="id", hint="Take the id from /v1/insights."
        )
    (words,) = row
    told = [id for id, record, _ in feedback.raw_records() if words in _words_of(record)]
    erased = log.erase_words(words)
    feedback.erase(told)
    return {"questions": erased, "feedback": len(told)}


def _words_of(record: str) -> set[str]:
    fields = json.loads(record)
    return {same_words(fields[name]) for name in ("question", "standalone") if fields.get(name)}
