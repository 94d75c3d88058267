"""A question within a conversation, in two steps: make it stand alone, then ask it."""

from __future__ import annotations

from typing import NamedTuple

from index.store.catalog.collections import find
from qa.conversation.follow_up.turns import Turn
from qa.schemas import LONGEST_QUESTION, AskQuery, ChatQuery, ChatResponse
from qa.service import Service


class Standing(NamedTuple):
    """A question as asked, and what is searched for it."""

    asked: str
    query: AskQuery

    @property
    def rewritten(self) -> bool:
        """Whether another question is searched than was asked."""
        return self.query.question != self.asked


def stand(service: Service, chat: ChatQuery) -> Standing:
    """Make the question stand alone.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    _ = service.asker  # what cannot be answered is said before anything is sent
    with service.index.catalog.reading() as db:
        find(db, chat.collection)
    history = [Turn(turn.question, turn.answer, turn.sentence) for turn in chat.history]
    standalone = service.rewriter.rewrite(chat.question, history).question
    if len(standalone) > LONGEST_QUESTION:
        standalone = chat.question
    given = chat.model_dump(exclude={"history", "stream"})
    return Standing(chat.question, AskQuery.model_validate({**given, "question": standalone}))


def answer(service: Service, standing: Standing) -> ChatResponse:
    """Ask it.  Raises as `Service.ask` does."""
    return ChatResponse(
        question=standing.asked,
        standalone=standing.query.question,
        rewritten=standing.rewritten,
        response=service.ask(standing.query),
    )
