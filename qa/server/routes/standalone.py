"""Make the question of a conversation stand alone, without holding a thread while a language model writes."""

from __future__ import annotations

from functools import partial

from qa.conversation import standalone as conversation
from qa.conversation.standalone import Standing
from qa.schemas import ChatQuery
from qa.server.state import ServerState


async def stand(chat: ChatQuery, state: ServerState) -> Standing:
    """Make the question stand alone; where the language model gives nothing in time, by rules.

    Raises:
        NotFound: There is no such collection.
        IndexMismatch: The index is of another model.
        Overloaded: Too many requests wait already.
    """
    suggested = None
    if state.rewriter.asks and chat.history:
        # What cannot be answered is said before anything is sent.
        await state.questions.run(partial(conversation.check, state.service, chat))
        suggested = await state.rewriter.suggest(chat.question, conversation.turns(chat))
    return await state.questions.run(partial(conversation.stand, state.service, chat, suggested))
