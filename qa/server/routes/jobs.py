"""`/v1/jobs`: what became of documents accepted for later."""

from __future__ import annotations

from fastapi import APIRouter

from index.store.catalog import jobs as rows
from qa.server.auth.caller import Who
from qa.server.http.problems import documented
from qa.server.http.query_parameters import Latest
from qa.server.routes.document_views import Job, Jobs
from qa.server.state import Here

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


@router.get("", summary="List jobs", responses=documented(422, 503))
async def listing(query: Latest, who: Who, here: Here) -> Jobs:
    """The latest jobs in the collections that the key may see, newest first."""

    def work() -> Jobs:
        db = here.service.index.catalog.connection
        return Jobs(jobs=[Job.of(row) for row in rows.latest(db, query.limit, who.collections)])

    return await here.questions.run(work)


@router.get("/{id}", summary="Show a job", responses=documented(404, 422, 503))
async def show(id: str, who: Who, here: Here) -> Job:
    """How far a job is; once finished, what came of it."""

    def work() -> Job:
        job = rows.show(here.service.index.catalog.connection, id)
        if not who.sees(job.collection):
            raise rows.unknown(id)  # that there is such a job is none of the key's business
        return Job.of(job)

    return await here.questions.run(work)
