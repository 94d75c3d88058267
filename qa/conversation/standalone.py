"""A question within a conversation, in two steps: make it stand alone, then ask it."""

from __future__ import annotations

from typing import NamedTuple

from index.store.catalog.collections import find
from qa.conversation.follow_up.rewrite import rewrite
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


def check(service: Service, chat: ChatQuery) -> None:
    """Whether the question can be asked at all.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    _ = service.pipeline
    with service.index.catalog.reading() as db:
        find(db, chat.collection)


def turns(chat: ChatQuery) -> list[Turn]:
    """The history as the rules and the language model see it."""
    return [Turn(turn.question, turn.answer, turn.sentence) for turn in chat.history]


def stand(service: Service, chat: ChatQuery, suggested: str | None = None) -> Standing:
    """Make the question stand alone.

    Args:
        service: Whose collection is asked.
        chat: The question and the conversation before it.
        suggested: The question as a language model writes it; without one the rules write it.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    check(service, chat)
    standalone = suggested or rewrite(chat.question, turns(chat)).question
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
