"""Answers within a conversation that a language model writes, holding no thread while it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from qa.conversation.answering import RewrittenQuery, answer_query, reply_with
from qa.reading_service import Readable
from qa.schemas import AskResponse, ChatResponse, WrittenSentence
from qa.server.auth.caller import Caller
from qa.server.question_recorder import asking
from qa.server.state import ServerState


class ChatAnswer:
    """The answer to a rewritten question: quoted, then written where that is wanted.

    What is quoted comes from memory where the question was asked before.

    Args:
        rewritten: The question.
        seen: What its sender may ask and read.
        caller: Its sender.
        state: What answers it.
        via: How it came, as the question log calls it.
    """

    def __init__(
        self, rewritten: RewrittenQuery, seen: Readable, caller: Caller, state: ServerState, via: str
    ) -> None:
        self._rewritten, self._seen, self._caller, self._state = rewritten, seen, caller, state
        self._via = via

    async def sentences(self) -> AsyncIterator[WrittenSentence]:
        """The written sentences as they pass the check; then `reply` is whole.  Raises as `ask` does."""
        self.reply = await self._quoted()
        response, query = self.reply.response, self._rewritten.query
        if response is not None and self._state.writer.wants(query, self._caller.write):
            writing = self._state.writer.start(query, response, self._seen, self._caller.write)
            async for sentence in writing.sentences():
                yield sentence
            self.reply = _with(self.reply, writing.response)
        asked = asking(self._rewritten.asked, self._via, self._caller)
        self._state.recorder.record(asked, self.reply.response)

    async def whole(self) -> ChatResponse:
        """The whole answer at once.  Raises as `Service.ask` does."""
        async for _ in self.sentences():
            pass
        return self.reply

    async def _quoted(self) -> ChatResponse:
        if self._rewritten.said:
            work = partial(answer_query, self._seen, self._rewritten)
            return await self._state.questions.run(work, reads=True)
        given = await self._state.answering.give(self._rewritten.query, self._seen, self._caller)
        return reply_with(self._rewritten, AskResponse.model_validate_json(given.json))


def _with(reply: ChatResponse, response: AskResponse) -> ChatResponse:
    text = response.answer.shown if response.answer else ""
    return reply.model_copy(update={"response": response, "text": text})
