"""Answer a question within a conversation: rewrite it so that it stands alone, then ask it."""

from __future__ import annotations

from typing import NamedTuple

from index.store.catalog.collections import find
from qa.conversation.follow_up.turns import Turn
from qa.schemas import LONGEST_QUESTION, AskQuery, ChatQuery, ChatResponse
from qa.service import Service


class RewrittenQuery(NamedTuple):
    """A question as it was asked, and the query that is searched for it."""

    asked: str
    query: AskQuery

    @property
    def changed(self) -> bool:
        """Whether another question is searched than was asked."""
        return self.query.question != self.asked


def rewrite_query(service: Service, chat: ChatQuery) -> RewrittenQuery:
    """Rewrite the question so that it stands alone.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    _ = service.pipeline  # What cannot be answered is refused before anything is sent to a language model.
    with service.index.catalog.reading() as db:
        find(db, chat.collection)
    history = [Turn(turn.question, turn.answer, turn.sentence) for turn in chat.history]
    question = service.rewriter.rewrite(chat.question, history).question
    if len(question) > LONGEST_QUESTION:
        question = chat.question
    given = chat.model_dump(exclude={"history", "stream"})
    return RewrittenQuery(chat.question, AskQuery.model_validate({**given, "question": question}))


def answer_query(service: Service, rewritten: RewrittenQuery) -> ChatResponse:
    """Ask the rewritten question.  Raises as `Service.ask` does."""
    return ChatResponse(
        question=rewritten.asked,
        standalone=rewritten.query.question,
        rewritten=rewritten.changed,
        response=service.ask(rewritten.query),
    )
