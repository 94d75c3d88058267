"""Concurrent questions share one forward pass of the embedding model.

A pass reads all weights of the model, so questions that share one take less time each.  Searches that wait
for a thread are told beforehand, so that they go with the one before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future

from index.embed.protocol import Embedder, QuestionVectors

#: Waiting threads' questions in one pass; with questions that are expected, fewer: others wait for it.
MOST_TOGETHER, MOST_WITH_EXPECTED = 32, 8
#: Questions that are expected, and vectors of them that nobody has asked for yet.
MOST_EXPECTED, MOST_AHEAD = 32, 64

_Asked = tuple[str, Future[QuestionVectors]]


class MicroBatcher:
    """Embeds questions of many threads: the thread that gets the model embeds all that wait.

    A lone question is embedded at once: there is no timer to wait for.

    Args:
        embedder: The model.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.model = embedder
        self._computing = threading.Lock()
        self._queueing = threading.Lock()
        self._waiting: list[_Asked] = []
        self._expected: dict[str, None] = {}
        self._being_made: frozenset[str] = frozenset()
        self._ahead: dict[str, QuestionVectors] = {}

    def expect(self, question: str) -> None:
        """Say that a question will be embedded soon: it goes with the next one that is."""
        with self._queueing:
            if len(self._expected) < MOST_EXPECTED and question not in self._ahead:
                self._expected[question] = None

    def embed(self, question: str) -> QuestionVectors:
        """The vectors of `question`.  Blocks."""
        mine: Future[QuestionVectors] = Future()
        if not self._is_being_made(question):
            self._ask(question, mine)
        while not mine.done():
            with self._computing:
                if not mine.done():
                    self._ask(question, mine)
                if not mine.done():
                    self._embed_waiting()
        return mine.result()

    def _is_being_made(self, question: str) -> bool:
        with self._queueing:
            return question in self._being_made

    def _ask(self, question: str, mine: Future[QuestionVectors]) -> None:
        """Take vectors that were made ahead, or wait for them with the others."""
        with self._queueing:
            self._expected.pop(question, None)
            if (made := self._ahead.pop(question, None)) is not None:
                self._waiting = [one for one in self._waiting if one[1] is not mine]
                mine.set_result(made)
            elif all(future is not mine for _, future in self._waiting):
                self._waiting.append((question, mine))

    def _embed_waiting(self) -> None:
        with self._queueing:
            batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            asked = [question for question, _ in batch]
            for question in asked:
                self._expected.pop(question, None)
            ahead = [*self._expected][: max(0, MOST_WITH_EXPECTED - len(asked))]
            for question in ahead:
                del self._expected[question]
            self._being_made = frozenset(ahead)
        try:
            vectors = self._embedded(asked, ahead)
        except BaseException as error:
            for _, future in batch:
                future.set_exception(error)
            raise
        finally:
            self._being_made = frozenset()
        for (_, future), vector in zip(batch, vectors, strict=False):
            future.set_result(vector)
        self._keep(ahead, vectors[len(asked) :])

    def _embedded(self, asked: Sequence[str], ahead: Sequence[str]) -> list[QuestionVectors]:
        """The vectors of what is asked, then of what is expected, unless that fails."""
        try:
            return [*self.model.embed_questions([*asked, *ahead])]
        except Exception:
            if not ahead:
                raise
            return [*self.model.embed_questions(asked)]

    def _keep(self, ahead: Sequence[str], vectors: Sequence[QuestionVectors]) -> None:
        with self._queueing:
            self._ahead |= zip(ahead, vectors, strict=False)
            for question in [*self._ahead][: max(0, len(self._ahead) - MOST_AHEAD)]:
                del self._ahead[question]
