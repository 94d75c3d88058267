"""Answers within a conversation that a language model writes, holding no thread while it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from qa.conversation.answering import RewrittenQuery, answer_query
from qa.schemas import AskResponse, ChatResponse, WrittenSentence
from qa.server.state import ServerState


class ChatAnswer:
    """The answer to a rewritten question: quoted, then written where that is wanted.

    Args:
        rewritten: The question.
        state: What answers it.
    """

    def __init__(self, rewritten: RewrittenQuery, state: ServerState) -> None:
        self._rewritten, self._state = rewritten, state

    async def sentences(self) -> AsyncIterator[WrittenSentence]:
        """The written sentences as they pass the check; then `reply` is whole.  Raises as `ask` does."""
        work = partial(answer_query, self._state.service, self._rewritten)
        self.reply: ChatResponse = await self._state.questions.run(work)
        response, query = self.reply.response, self._rewritten.query
        if response is None or not self._state.writer.wants(query):
            return
        writing = self._state.writer.start(query, response)
        async for sentence in writing.sentences():
            yield sentence
        self.reply = _with(self.reply, writing.response)


async def answer_on_server(rewritten: RewrittenQuery, state: ServerState) -> ChatResponse:
    """The whole answer at once.  Raises as `Service.ask` does."""
    answer = ChatAnswer(rewritten, state)
    async for _ in answer.sentences():
        pass
    return answer.reply


def _with(reply: ChatResponse, response: AskResponse) -> ChatResponse:
    text = response.answer.shown if response.answer else ""
    return reply.model_copy(update={"response": response, "text": text})
