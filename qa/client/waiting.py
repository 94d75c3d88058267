"""How often a job is looked at until it has finished."""

from __future__ import annotations

import time

from qa.client.errors import JobUnfinished
from qa.server.routes.jobs.response_bodies import Job

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
GROWTH = 1.5


class Waiting:
    """Waits for one job.

    Args:
        seconds: For how long; None for as long as it takes.
    """

    def __init__(self, seconds: float | None) -> None:
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._pause = FIRST_PAUSE

    def pause(self, job: Job) -> float:
        """Seconds until the job is looked at again.  Raises `JobUnfinished`."""
        left = LONGEST_PAUSE if self._deadline is None else self._deadline - time.monotonic()
        if left <= 0:
            counts = job.documents
            raise JobUnfinished(
                f"The job {job.id} is {job.state}: {counts.done} of {counts.total} documents are done.",
                hint="It goes on; wait for it again, or cancel it.",
            )
        pause = min(self._pause, left)
        self._pause = min(self._pause * GROWTH, LONGEST_PAUSE)
        return pause


def id_of(job: Job | str) -> str:
    """The id of a job."""
    return job if isinstance(job, str) else job.id
