"""Writes questions to the log on a thread of its own, so that no answer waits for it or fails with it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

import numpy as np

from index.embed.protocol import Embedder
from index.errors import SourcelineError
from qa.insights.logged_question import Asking, LoggedQuestion
from qa.insights.question_log import Exists, QuestionLog
from qa.schemas import AskResponse

log = logging.getLogger(__name__)

#: Questions that may wait to be written; more are not logged.
MOST_WAITING = 10_000
#: Questions that are written in one transaction.
MOST_TOGETHER = 500
#: Questions that are embedded together: a question that is asked meanwhile waits for no more.
MOST_EMBEDDED = 8
PURGE_SECONDS = 3600.0


class Recorder:
    """Logs questions.

    Args:
        questions: The log.
        days: How long questions are kept; 0 logs none.
        exists: Whether a version of a document still exists.
        embedder: Gives the model for grouping; called on the thread, once a question was logged.
    """

    def __init__(
        self, questions: QuestionLog, days: int, exists: Exists, embedder: Callable[[], Embedder]
    ) -> None:
        self._questions = questions
        self._days = days
        self._exists = exists
        self._embedder = embedder
        self._waiting: queue.Queue[LoggedQuestion | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._purged = -PURGE_SECONDS
        #: How many questions were not logged, because too many waited or the log could not be written.
        self.dropped = 0

    def start(self) -> None:
        """Begin to write, and to erase what is too old."""
        self._thread = threading.Thread(target=self._run, name="question-log", daemon=True)
        self._thread.start()

    @property
    def logs(self) -> bool:
        """Whether questions are logged."""
        return self._days > 0

    def record(self, asking: Asking, response: AskResponse | None) -> None:
        """Log a question, unless nothing was searched for it (None); returns at once and never fails."""
        if not self._days or response is None:
            return
        try:
            self._waiting.put_nowait(LoggedQuestion.of(asking, response))
        except queue.Full:
            self._drop(1, "too many wait to be written")
        except Exception as error:  # an answer must not fail because it cannot be logged
            self._drop(1, repr(error))

    def close(self) -> None:
        """Write what waits, and stop."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=10)

    def _run(self) -> None:
        open_ = True
        while open_:
            batch: list[LoggedQuestion] = []
            try:
                one = self._waiting.get(timeout=self._patience())
                while one is not None:
                    batch.append(one)
                    if len(batch) == MOST_TOGETHER:
                        break
                    one = self._waiting.get_nowait()
                open_ = one is not None
            except queue.Empty:
                pass
            self._write(batch)

    def _patience(self) -> float:
        return max(0.0, self._purged + PURGE_SECONDS - time.monotonic())

    def _write(self, batch: list[LoggedQuestion]) -> None:
        try:
            if batch:
                self._questions.add(batch, self._days, self._exists)
        except Exception as error:  # the thread must live on: the disk may have room again
            self._drop(len(batch), _said(error))
            return
        try:
            if self._patience() == 0:
                self._purged = time.monotonic()
                self._questions.purge(self._days)
            if batch:
                self._embed()
        except Exception as error:
            log.warning("The question log could not be tidied: %s", _said(error))

    def _embed(self) -> None:
        """Embed what has no vector yet, until questions wait to be written."""
        embedder = self._embedder()
        model = str(embedder.identity["name"])
        while self._waiting.empty() and (words := self._questions.without_vectors(model, MOST_EMBEDDED)):
            vectors = embedder.embed_questions(words)
            halves = [one.whole.astype(np.float16).tobytes() for one in vectors]
            self._questions.store_vectors(model, list(zip(words, halves, strict=True)))

    def _drop(self, count: int, why: str) -> None:
        if not self.dropped:
            log.warning("Questions are answered but not logged: %s", why)
        self.dropped += count


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, SourcelineError) else repr(error)
