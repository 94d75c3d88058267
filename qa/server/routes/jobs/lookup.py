"""Find a job for a caller: one of a collection that the key may not use does not exist for it."""

from __future__ import annotations

import sqlite3

from index.store.catalog import jobs as rows
from index.store.catalog.jobs import JobRow
from qa.reading_service import Readable
from qa.server.auth.caller import Caller
from qa.server.routes.jobs.response_bodies import JobDetail


def visible_job(db: sqlite3.Connection, caller: Caller, id: str) -> JobRow:
    """The job `id`.  Raises `NotFound`, also if the caller may not see it."""
    job = rows.show(db, id)
    if not caller.may_see(job.collection):
        raise rows.unknown(id)
    return job


def job_detail(service: Readable, caller: Caller, id: str) -> JobDetail:
    """The job `id` with all its outcomes.  Raises `NotFound`, also if the caller may not see it."""
    with service.index.catalog.reading() as db:
        return JobDetail.build(visible_job(db, caller, id), rows.outcomes(db, id))
