"""Concurrent questions share one forward pass of the embedding model."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from index.embed.protocol import Embedder, QuestionVectors

MOST_TOGETHER = 32


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
        self._waiting: list[tuple[str, Future[QuestionVectors]]] = []

    def embed(self, question: str) -> QuestionVectors:
        """The vectors of `question`.  Blocks."""
        mine: Future[QuestionVectors] = Future()
        with self._queueing:
            self._waiting.append((question, mine))
        while not mine.done():
            with self._computing:
                if not mine.done():
                    self._embed_waiting()
        return mine.result()

    def _embed_waiting(self) -> None:
        with self._queueing:
            batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        try:
            vectors = self.model.embed_questions([question for question, _ in batch])
        except BaseException as error:
            for _, future in batch:
                future.set_exception(error)
            raise
        for (_, future), vector in zip(batch, vectors, strict=True):
            future.set_result(vector)
