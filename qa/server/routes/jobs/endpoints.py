"""`/v1/jobs`: follow and cancel documents that are ingested in the background."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from index.store.catalog import jobs as rows
from qa.server.auth.caller import CurrentCaller
from qa.server.http import server_sent_events as sse
from qa.server.http.problems import problem_responses
from qa.server.http.query_parameters import LatestQuery
from qa.server.routes.jobs.events import FINAL, job_events
from qa.server.routes.jobs.lookup import job_detail, visible_job
from qa.server.routes.jobs.response_bodies import Job, JobDetail, Jobs
from qa.server.state import Seen, State

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

_STREAM = {
    "description": "The events `result` (what became of a document; its id counts them), `progress` (state "
    "and counts, whenever they change), and at the end `done` (what `GET /v1/jobs/{id}` answers) or `error` "
    "(problem details), then `[DONE]`.",
    "content": sse.CONTENT,
}
_LAST_EVENT = (
    "The id of the last event that the client has; the results after it are sent. All of them if absent."
)
LastEventId = Annotated[str, Header(pattern=rf"^(\d{{1,9}}|{FINAL})?$", description=_LAST_EVENT)]


@router.get("", summary="List jobs", responses=problem_responses(422, 503))
async def list_jobs(query: LatestQuery, caller: CurrentCaller, seen: Seen, state: State) -> Jobs:
    """List the latest jobs of the collections that the key may use, newest first."""

    def work() -> Jobs:
        db = seen.index.catalog.connection
        return Jobs(jobs=[Job.of(row) for row in rows.latest(db, query.limit, caller.collections)])

    return await state.lookups.run(work)


@router.get("/{id}", summary="Show a job", responses=problem_responses(404, 422, 503))
async def show(id: str, caller: CurrentCaller, seen: Seen, state: State) -> JobDetail:
    """Show the progress of a job, and what became of each document so far."""
    return await state.lookups.run(partial(job_detail, seen, caller, id))


@router.get(
    "/{id}/events",
    summary="Follow a job",
    response_class=StreamingResponse,
    responses={
        200: _STREAM,
        204: {"description": "The client has the last event already, and need not connect again."},
        **problem_responses(404, 422, 503),
    },
)
async def follow(
    id: str, caller: CurrentCaller, seen: Seen, state: State, last_event_id: LastEventId = ""
) -> Response:
    """Follow a job by server-sent events until it is finished."""
    job = await state.lookups.run(partial(job_detail, seen, caller, id))
    if last_event_id == FINAL and job.state.finished:
        return Response(status_code=204)
    after = int(last_event_id) if last_event_id and last_event_id != FINAL else 0
    return sse.stream(job_events(state, caller, id, after))


@router.post("/{id}/cancel", summary="Cancel a job", responses=problem_responses(404, 422, 503, 507))
async def cancel(id: str, caller: CurrentCaller, seen: Seen, state: State) -> JobDetail:
    """Drop what a job has not written yet; what it has written stays. A finished job stays as it is."""

    def work() -> JobDetail:
        with seen.index.catalog.reading() as db:
            visible_job(db, caller, id)
        with state.service.index.catalog.transaction() as db:
            rows.cancel(db, id)
        return job_detail(seen, caller, id)

    return await state.changes.run(work)
