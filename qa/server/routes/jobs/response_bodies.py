"""What the endpoints of jobs answer."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from index.documents import DEFAULT_SOURCE
from index.ingest.outcome import Status
from index.store.catalog.jobs import JobOutcome, JobRow, JobState
from qa.problem_schemas import Problem


class JobDocument(BaseModel):
    """What became of one document of a job."""

    id: str
    source: str = DEFAULT_SOURCE
    status: Status
    version: str | None = Field(description="SHA-256 of the text that citations refer to; null if it failed.")
    problem: Problem | None = Field(None, description="Why it failed.")

    @classmethod
    def of(cls, outcome: JobOutcome) -> JobDocument:
        """Make it from the catalog's row."""
        return cls.model_validate(
            {
                "id": outcome.document_id,
                "source": outcome.source,
                "status": outcome.status,
                "version": outcome.version or None,
                "problem": outcome.problem,
            }
        )


class JobResult(BaseModel):
    """What became of the documents of a job so far."""

    collection: str
    generation: int | None = Field(
        description="A generation of the index that has all that was written; null if nothing was."
    )
    documents: list[JobDocument] = Field(description="In the order in which they were done.")


class DocumentCounts(BaseModel):
    """How many documents a job has."""

    done: int = Field(description="With an outcome, the failed ones too.")
    failed: int
    total: int


class JobProgress(BaseModel):
    """How far a job is."""

    state: JobState
    documents: DocumentCounts
    done: int = Field(description="Passages embedded so far.")
    total: int = Field(
        description="Passages in all: an estimate until all documents are cut, 0 until the first are."
    )

    @classmethod
    def of(cls, row: JobRow) -> JobProgress:
        """Make it from the catalog's row."""
        return cls(state=row.state, documents=_counts(row), done=row.done, total=row.total)


class Job(JobProgress):
    """Documents that were accepted with `wait=false`."""

    id: str
    collection: str
    created: str
    updated: str
    problem: Problem | None = Field(None, description="Why the job failed.")

    @classmethod
    def of(cls, row: JobRow) -> Job:
        """Make it from the catalog's row."""
        return cls.model_validate(_fields(row))


class JobDetail(Job):
    """A job with what became of each document so far."""

    result: JobResult | None = Field(description="Null until the first document has an outcome.")

    @classmethod
    def build(cls, row: JobRow, outcomes: Sequence[JobOutcome]) -> JobDetail:
        """Make it from the catalog's rows of a job."""
        documents = [JobDocument.of(outcome) for outcome in outcomes]
        result = JobResult(collection=row.collection, generation=row.generation, documents=documents)
        return cls.model_validate({**_fields(row), "result": result if documents else None})


class Jobs(BaseModel):
    """The latest jobs, newest first."""

    jobs: list[Job]


def _counts(row: JobRow) -> DocumentCounts:
    return DocumentCounts(done=row.with_outcome, failed=row.failed, total=row.documents)


def _fields(row: JobRow) -> dict[str, object]:
    return {**row._asdict(), "documents": _counts(row)}
