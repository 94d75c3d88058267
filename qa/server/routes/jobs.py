"""`/v1/jobs`: follow documents that are ingested in the background."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from index.store.catalog import jobs as rows
from index.store.catalog.jobs import JobRow, JobState
from qa.server.auth.caller import CurrentCaller
from qa.server.http.problems import Problem, problem_responses
from qa.server.http.query_parameters import LatestQuery
from qa.server.routes.documents.response_bodies import WriteResult
from qa.server.state import State

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


class Job(BaseModel):
    """Documents that were accepted with `wait=false`."""

    id: str
    collection: str
    state: JobState
    done: int = Field(description="Passages embedded so far.")
    total: int = Field(description="Passages in all; 0 until the number is known.")
    created: str
    updated: str
    result: WriteResult | None = None
    problem: Problem | None = None

    @classmethod
    def of(cls, row: JobRow) -> Job:
        """Make it from the catalog's row."""
        outcome = {
            "result": row.result if row.state == JobState.DONE else None,
            "problem": row.result if row.state == JobState.FAILED else None,
        }
        fields = ("id", "collection", "state", "done", "total", "created", "updated")
        return cls.model_validate({**{name: getattr(row, name) for name in fields}, **outcome})


class Jobs(BaseModel):
    """The latest jobs, newest first."""

    jobs: list[Job]


@router.get("", summary="List jobs", responses=problem_responses(422, 503))
async def list_jobs(query: LatestQuery, caller: CurrentCaller, state: State) -> Jobs:
    """List the latest jobs of the collections that the key may use, newest first."""

    def work() -> Jobs:
        db = state.service.index.catalog.connection
        return Jobs(jobs=[Job.of(row) for row in rows.latest(db, query.limit, caller.collections)])

    return await state.questions.run(work)


@router.get("/{id}", summary="Show a job", responses=problem_responses(404, 422, 503))
async def show(id: str, caller: CurrentCaller, state: State) -> Job:
    """Show the progress of a job and, once it is finished, its outcome."""

    def work() -> Job:
        job = rows.show(state.service.index.catalog.connection, id)
        if not caller.may_see(job.collection):
            raise rows.unknown(id)  # the key must not learn that the job exists
        return Job.of(job)

    return await state.questions.run(work)
