"""Rewrite the question of a conversation, holding no thread while a language model writes."""

from __future__ import annotations

from functools import partial

from qa.conversation.answering import RewrittenQuery, check_answerable, rewrite_query, turns
from qa.conversation.replying import said_without_search
from qa.reading_service import Readable
from qa.schemas import ChatQuery
from qa.server.state import ServerState


async def rewrite_on_server(chat: ChatQuery, seen: Readable, state: ServerState) -> RewrittenQuery:
    """Rewrite the question; without the language model's help where that gives nothing in time.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
        Overloaded: Too many requests wait already.
    """
    suggested = None
    if state.rewriter.asks and chat.history:
        # A question that cannot be answered is refused before anything is sent to a language model.
        await state.questions.run(partial(check_answerable, seen, chat))
        if said_without_search(chat.question, turns(chat)) is None:
            suggested = await state.rewriter.suggest(chat.question, turns(chat))
    return await state.questions.run(partial(rewrite_query, seen, chat, suggested))
