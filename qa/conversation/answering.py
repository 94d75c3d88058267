"""Answer a question within a conversation: rewrite it so that it stands alone, then ask it."""

from __future__ import annotations

from typing import NamedTuple

from index.store.catalog.collections import find
from qa.conversation.follow_up.rewrite import rewrite
from qa.conversation.follow_up.turns import Turn
from qa.query_fields import LONGEST_QUESTION
from qa.retrieve.retriever import naming_collection
from qa.schemas import AskQuery, ChatQuery, ChatResponse
from qa.service import Service


class RewrittenQuery(NamedTuple):
    """A question as it was asked, and the query that is searched for it."""

    asked: str
    query: AskQuery

    @property
    def changed(self) -> bool:
        """Whether another question is searched than was asked."""
        return self.query.question != self.asked


def check_answerable(service: Service, chat: ChatQuery) -> None:
    """Check that the question can be asked at all.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    _ = service.pipeline
    with service.index.catalog.reading() as db:
        for number, name in enumerate(chat.searched):
            with naming_collection(chat, number):
                find(db, name)


def turns(chat: ChatQuery) -> list[Turn]:
    """The history as rewriters take it."""
    return [Turn(turn.question, turn.answer, turn.sentence) for turn in chat.history]


def rewrite_query(service: Service, chat: ChatQuery, suggested: str | None = None) -> RewrittenQuery:
    """Rewrite the question so that it stands alone.

    Args:
        service: Whose collection is asked.
        chat: The question and the conversation before it.
        suggested: The question as a language model rewrites it; the built-in rewriter does it otherwise.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    check_answerable(service, chat)
    question = suggested or rewrite(chat.question, turns(chat)).question
    if len(question) > LONGEST_QUESTION:
        question = chat.question
    given = chat.model_dump(exclude={"history", "stream"}, exclude_unset=True)
    return RewrittenQuery(chat.question, AskQuery.model_validate({**given, "question": question}))


def answer_query(service: Service, rewritten: RewrittenQuery) -> ChatResponse:
    """Ask the rewritten question.  Raises as `Service.ask` does."""
    return ChatResponse(
        question=rewritten.asked,
        standalone=rewritten.query.question,
        rewritten=rewritten.changed,
        response=service.ask(rewritten.query),
    )
