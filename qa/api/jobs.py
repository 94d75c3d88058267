"""`/v1/jobs`: what became of documents accepted for later."""

from __future__ import annotations

from fastapi import APIRouter

from index.catalog import jobs as rows
from qa.api.problems import documented
from qa.api.queries import Latest
from qa.api.running import Here
from qa.api.views import Job, Jobs

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


@router.get("", summary="List jobs", responses=documented(422, 503))
async def listing(query: Latest, here: Here) -> Jobs:
    """The latest jobs, newest first."""

    def work() -> Jobs:
        return Jobs(
            jobs=[Job.of(row) for row in rows.latest(here.service.index.catalog.connection, query.limit)]
        )

    return await here.questions.run(work)


@router.get("/{id}", summary="Show a job", responses=documented(404, 422, 503))
async def show(id: str, here: Here) -> Job:
    """How far a job is; once finished, what came of it."""

    def work() -> Job:
        return Job.of(rows.show(here.service.index.catalog.connection, id))

    return await here.questions.run(work)
