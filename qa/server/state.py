"""The state that all routes share while the application runs."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from index.errors import SourcelineError
from qa.conversation.follow_up.rewriter import Rewriter
from qa.insights.recorder import Recorder
from qa.reading_service import Readable
from qa.server.answering import Answering
from qa.server.auth.caller import caller_of
from qa.server.job_runner import JobRunner
from qa.server.pool import Pool, stopping
from qa.server.processes.board import Board, Place, Stage
from qa.server.question_recorder import question_recorder
from qa.server.telemetry import metrics
from qa.service import Service
from qa.suggestions import Suggestions
from qa.write.writer import Writer

#: How many write requests may wait for the one writer thread.
MAX_WAITING_WRITES = 16
#: Beats between two looks for what other processes have written: a second.
BEATS_BETWEEN_LOOKS = 10
#: Threads that write yield to those that answer.
NICE_OF_WRITES = 5
#: After the server was told to stop, requests may take so long; then they are refused.
SECONDS_TO_FINISH = 5.5
#: How many pictures of pages may wait: browsers ask for some at once, and again for one that is refused.
MAX_WAITING_PICTURES = 100
#: How many requests may wait for pages of the web to be fetched.
MAX_WAITING_FETCHES = 4


@dataclass
class ServerState:
    """A service with the threads that work for it.

    Args:
        service: The service.
        place: Where this process says how far it has started, and others read it.
        questions: Threads for answers.
        searches: Threads for searches.
        answering: Answers on them, the same question once.
        lookups: Threads for what else is read, which may be much, so that no question waits for it.
        changes: Threads for short writes, deletions too: they may wait for the end of a long one.
        uploads: Threads that read files.
        fetches: One thread for fetching pages of the web, which may be slow.
        writes: One thread for ingestion, so that writes never occupy the threads for questions.
        pictures: Threads for pictures of pages, which browsers ask for many at a time.
        jobs: Ingests documents that were accepted with `wait=false`.
        closing: Set when the server stops.
        recorder: Logs questions, if the settings say so.
        rewriter: Asks a language model to rewrite follow-up questions; occupies no thread.
        writer: Lets a language model write answers; a thread for questions checks each sentence.
        suggestions: Questions to begin with.
        ready: Whether the model is loaded and fits the index.
        failure: Why the service cannot become ready; empty if it can.
    """

    service: Service
    place: Place = field(default_factory=lambda: Board().place(0))
    questions: Pool = field(init=False)
    searches: Pool = field(init=False)
    answering: Answering = field(init=False)
    lookups: Pool = field(init=False)
    changes: Pool = field(init=False)
    uploads: Pool = field(init=False)
    writes: Pool = field(init=False)
    pictures: Pool = field(init=False)
    fetches: Pool = field(init=False)
    jobs: JobRunner = field(init=False)
    closing: threading.Event = field(init=False)
    recorder: Recorder = field(init=False)
    rewriter: Rewriter = field(init=False)
    writer: Writer = field(init=False)
    suggestions: Suggestions = field(init=False)
    ready: bool = False
    _beats: int = 0
    failure: str = ""

    def __post_init__(self) -> None:
        settings = self.service.settings
        self.closing = threading.Event()
        limits = settings.queue, settings.question_seconds
        self.questions = Pool("question", settings.question_threads, *limits)
        self.searches = Pool("search", settings.question_threads, *limits)
        self.answering = Answering(self.service, self.questions, self.searches)
        self.lookups = Pool("lookup", 4, *limits)
        self.changes = Pool("change", 4, settings.queue)
        self.uploads = Pool("upload", 2, MAX_WAITING_WRITES, nice=NICE_OF_WRITES)
        self.writes = Pool("writer", 1, MAX_WAITING_WRITES, nice=NICE_OF_WRITES)
        self.pictures = Pool("picture", 2, MAX_WAITING_PICTURES)
        self.fetches = Pool("fetcher", 1, MAX_WAITING_FETCHES)
        self.jobs = JobRunner(self.service)
        self.recorder = question_recorder(self.service)
        self.rewriter = Rewriter.of(settings)
        self.writer = Writer(self.service, self.questions.run)
        self.suggestions = Suggestions(self.service)

    async def load(self) -> None:
        """Load what the first question needs, then start the jobs."""
        try:
            await self.writes.run(self.service.warm)
        except SourcelineError as error:
            self._fail(str(error))
            raise
        except BaseException:
            self._fail("The model could not be loaded. See the log for the reason.")
            raise
        metrics.MODEL_SECONDS.set(self.service.load_seconds)
        self.ready = True
        self.place.stage = Stage.READY
        if self.service.index.keeps_documents:
            self.jobs.start()
            self.recorder.start()

    def _fail(self, reason: str) -> None:
        self.failure = reason
        self.place.stage = Stage.FAILED

    def beat(self) -> None:
        """Tell the other processes that this one runs, and whether it can search every collection."""
        stage = self.place.stage
        if self.ready and stage in (Stage.READY, Stage.FAILED):
            stage = Stage.FAILED if self.service.index.has_failures else Stage.READY
        self.place.stage = stage
        self._beats += 1
        if self._beats % BEATS_BETWEEN_LOOKS == 0:
            self.service.notice_changes()

    def stop(self) -> None:
        """Begin to stop: refuse new writes, and soon everything.  Called on the event loop."""
        self.place.stage = Stage.STOPPING
        self.closing.set()
        self.jobs.stop()
        for pool in (self.uploads, self.writes, self.fetches):
            pool.stop()
        asyncio.get_running_loop().call_later(SECONDS_TO_FINISH, self._refuse_everything)

    def _refuse_everything(self) -> None:
        for pool in self._pools:
            pool.stop(begun=True)

    @property
    def _pools(self) -> tuple[Pool, ...]:
        pools = self.questions, self.searches, self.lookups, self.changes, self.uploads, self.writes
        return *pools, self.pictures, self.fetches

    def check_running(self, done: int, total: int) -> None:
        """The progress of a write, which ends here when the server stops: nothing of it is kept.

        Raises:
            Overloaded: The server stops.
        """
        if self.closing.is_set():
            raise stopping()

    def close(self) -> None:
        """Finish the running work and stop the threads."""
        for pool in self._pools:
            pool.close()
        self.recorder.close()
        self.jobs.close()


def state_of(request: Request) -> ServerState:
    """The application's state."""
    state: ServerState = request.app.state.server
    return state


async def _state_of(request: Request) -> ServerState:
    """The same, on the event loop: FastAPI runs what is not `async` on another thread."""
    return state_of(request)


#: The application's `ServerState`, as a parameter of a route.
State = Annotated[ServerState, Depends(_state_of)]


async def seen_service(request: Request) -> Readable:
    """The service as the caller of a request may see it."""
    return state_of(request).service.seen_by(caller_of(request).audience)


#: What the caller may ask and read: a route reads nothing of documents past it.
Seen = Annotated[Readable, Depends(seen_service)]
