"""The events of a job: its progress, what becomes of each document, and its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import NamedTuple

from index.errors import Overloaded
from index.store.catalog import jobs as rows
from index.store.catalog.jobs import JobOutcome, JobRow
from qa.reading_service import Readable
from qa.server.auth.caller import Caller
from qa.server.http import server_sent_events as sse
from qa.server.http.problems import problem_from_exception
from qa.server.routes.jobs.lookup import visible_job
from qa.server.routes.jobs.response_bodies import JobDetail, JobDocument, JobProgress
from qa.server.state import ServerState

#: The id of the last event of a stream.
FINAL = "done"
#: How often the job is looked at; another process may be the one that runs it.
POLL_SECONDS = 0.25
#: A stream with nothing to tell sends a comment this often.
QUIET_SECONDS = 15.0


class _News(NamedTuple):
    """A job, the outcomes that a stream has not told yet, and all of it once it is finished."""

    job: JobRow
    outcomes: list[JobOutcome]
    whole: JobDetail | None


async def job_events(state: ServerState, caller: Caller, id: str, after: int) -> AsyncIterator[bytes]:
    """The events of a job until it is finished, those of its outcomes from the one after number `after`."""
    told: JobProgress | None = None
    last = time.monotonic()
    while not state.closing.is_set():
        try:
            news = await state.lookups.run(
                partial(_news, state.service.seen_by(caller.audience), caller, id, after)
            )
        except Overloaded:
            await asyncio.sleep(POLL_SECONDS)
            continue
        except Exception as error:  # the status 200 has been sent, so no exception handler can answer
            problem = problem_from_exception(error, f"/v1/jobs/{id}/events", "GET")
            yield sse.event("error", problem.model_dump(exclude_none=True))
            break
        for outcome in news.outcomes:
            after = outcome.number
            yield sse.event("result", JobDocument.of(outcome), id=str(after))
        if (progress := JobProgress.of(news.job)) != told:
            told, last = progress, time.monotonic()
            yield sse.event("progress", progress)
        if news.whole is not None:
            yield sse.event("done", news.whole, id=FINAL)
            break
        if time.monotonic() - last > QUIET_SECONDS:
            last = time.monotonic()
            yield sse.KEEP_ALIVE
        await asyncio.sleep(POLL_SECONDS)
    else:
        return  # the client connects again, to another process or the next
    yield sse.DONE


def _news(service: Readable, caller: Caller, id: str, after: int) -> _News:
    with service.index.catalog.reading() as db:
        job = visible_job(db, caller, id)
        whole = JobDetail.build(job, rows.outcomes(db, id)) if job.state.finished else None
        return _News(job, rows.outcomes(db, id, after), whole)
