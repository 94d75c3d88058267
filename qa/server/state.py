"""What the routes share while the application runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from index.errors import SourcelineError
from qa.server.job_runner import JobRunner
from qa.server.pool import Pool
from qa.service import Service

#: Writes that may wait for the one writer.
WAITING_WRITES = 16


@dataclass
class Running:
    """A service with the threads that work for it.

    Args:
        questions: Does what reads, and deletes.
        writes: Ingests, one request at a time, so that questions keep their threads.
        jobs: Ingests what was accepted for later.
        ready: Whether the model is loaded and fits the index.
        failure: Why it is not, once that is known.
    """

    service: Service
    questions: Pool = field(init=False)
    writes: Pool = field(init=False)
    jobs: JobRunner = field(init=False)
    ready: bool = False
    failure: str = ""

    def __post_init__(self) -> None:
        settings = self.service.settings
        self.questions = Pool("question", settings.workers, settings.queue)
        self.writes = Pool("writer", 1, WAITING_WRITES)
        self.jobs = JobRunner(self.service)

    async def warm(self) -> None:
        """Load what the first question needs, then start the jobs."""
        try:
            await self.writes.run(self.service.warm)
        except SourcelineError as error:
            self.failure = str(error)
            raise
        except BaseException:
            self.failure = "The model could not be loaded; the log says why."
            raise
        self.ready = True
        self.jobs.start()

    def close(self) -> None:
        """Finish what runs."""
        self.questions.close()
        self.writes.close()
        self.jobs.close()


def _of(request: Request) -> Running:
    running: Running = request.app.state.running
    return running


#: The application's `Running`, for routes.
Here = Annotated[Running, Depends(_of)]
