"""Answer a message of a conversation: say what needs no search, or rewrite the question and ask it."""

from __future__ import annotations

from typing import NamedTuple

from index.store.catalog.collections import find
from qa.conversation.follow_up.turns import Turn
from qa.conversation.replying import Said, said_without_search, standalone
from qa.conversation.small_talk import small_talk
from qa.query_fields import LONGEST_QUESTION
from qa.reading_service import Readable
from qa.retrieve.retriever import naming_collection
from qa.schemas import AskQuery, AskResponse, ChatChoice, ChatQuery, ChatReply, ChatResponse


class RewrittenQuery(NamedTuple):
    """A question as it was asked, and the query that is searched for it.

    Args:
        said: The reply where nothing is searched.
    """

    asked: str
    query: AskQuery
    said: Said | None = None

    @property
    def changed(self) -> bool:
        """Whether another question is searched than was asked."""
        return self.query.question != self.asked


def check_answerable(service: Readable, chat: ChatQuery) -> None:
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
    """The history as rewriters take it, without small talk."""
    return [
        Turn(turn.question, turn.answer, turn.sentence)
        for turn in chat.history
        if small_talk(turn.question) is None
    ]


def rewrite_query(service: Readable, chat: ChatQuery, suggested: str | None = None) -> RewrittenQuery:
    """Rewrite the question so that it stands alone; or reply, where there is nothing to search.

    Args:
        service: Whose collection is asked.
        chat: The question and the conversation before it.
        suggested: The question as a language model rewrites it; the built-in rewriter does it otherwise.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
    """
    check_answerable(service, chat)
    history = turns(chat)
    said = said_without_search(chat.question, history)
    question = suggested or (chat.question if said else standalone(chat.question, history))
    if len(question) > LONGEST_QUESTION:
        question = chat.question
    given = chat.model_dump(exclude={"history", "stream"}, exclude_unset=True)
    return RewrittenQuery(chat.question, AskQuery.model_validate({**given, "question": question}), said)


def answer_query(service: Readable, rewritten: RewrittenQuery) -> ChatResponse:
    """Ask the rewritten question, or say what needs no search.  Raises as `Service.ask` does."""
    said = rewritten.said
    if said:
        return ChatResponse(
            question=rewritten.asked,
            standalone=rewritten.asked,
            rewritten=False,
            reply=ChatReply.CLARIFY if said.asks_back else ChatReply.GREETING,
            text=said.text,
            choices=[ChatChoice(label=one.label, question=one.question) for one in said.choices],
        )
    return reply_with(rewritten, service.ask(rewritten.query))


def reply_with(rewritten: RewrittenQuery, response: AskResponse) -> ChatResponse:
    """The reply that is the answer to the rewritten question."""
    return ChatResponse(
        question=rewritten.asked,
        standalone=rewritten.query.question,
        rewritten=rewritten.changed,
        text=response.answer.shown if response.answer else "",
        response=response,
    )
