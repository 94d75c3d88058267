"""The state that all routes share while the application runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from index.errors import SourcelineError
from qa.conversation.follow_up.rewriter import Rewriter
from qa.server.job_runner import JobRunner
from qa.server.pool import Pool
from qa.service import Service
from qa.suggestions import Suggestions

#: How many write requests may wait for the one writer thread.
MAX_WAITING_WRITES = 16
#: How many pictures of pages may wait: browsers ask for some at once, and again for one that is refused.
MAX_WAITING_PICTURES = 100
#: How many requests may wait for pages of the web to be fetched.
MAX_WAITING_FETCHES = 4


@dataclass
class ServerState:
    """A service with the threads that work for it.

    Args:
        service: The service.
        questions: Threads for reads and deletions.
        fetches: One thread for fetching pages of the web, which may be slow.
        writes: One thread for ingestion, so that writes never occupy the threads for questions.
        pictures: Threads for pictures of pages, which browsers ask for many at a time.
        jobs: Ingests documents that were accepted with `wait=false`.
        rewriter: Asks a language model to rewrite follow-up questions; occupies no thread.
        suggestions: Questions to begin with.
        ready: Whether the model is loaded and fits the index.
        failure: Why the service cannot become ready; empty if it can.
    """

    service: Service
    questions: Pool = field(init=False)
    writes: Pool = field(init=False)
    pictures: Pool = field(init=False)
    fetches: Pool = field(init=False)
    jobs: JobRunner = field(init=False)
    rewriter: Rewriter = field(init=False)
    suggestions: Suggestions = field(init=False)
    ready: bool = False
    failure: str = ""

    def __post_init__(self) -> None:
        settings = self.service.settings
        self.questions = Pool("question", settings.workers, settings.queue)
        self.writes = Pool("writer", 1, MAX_WAITING_WRITES)
        self.pictures = Pool("picture", 2, MAX_WAITING_PICTURES)
        self.fetches = Pool("fetcher", 1, MAX_WAITING_FETCHES)
        self.jobs = JobRunner(self.service)
        self.rewriter = Rewriter.of(settings)
        self.suggestions = Suggestions(self.service)

    async def load(self) -> None:
        """Load what the first question needs, then start the jobs."""
        try:
            await self.writes.run(self.service.warm)
        except SourcelineError as error:
            self.failure = str(error)
            raise
        except BaseException:
            self.failure = "The model could not be loaded. See the log for the reason."
            raise
        self.ready = True
        if self.service.index.keeps_documents:
            self.jobs.start()

    def close(self) -> None:
        """Finish the running work and stop the threads."""
        self.questions.close()
        self.writes.close()
        self.pictures.close()
        self.fetches.close()
        self.jobs.close()


async def _state_of(request: Request) -> ServerState:  # what is not `async` FastAPI runs on another thread
    state: ServerState = request.app.state.server
    return state


#: The application's `ServerState`, as a parameter of a route.
State = Annotated[ServerState, Depends(_state_of)]
