"""One run of a job: write its documents in batches, each recorded in the transaction that writes it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Container, Sequence
from functools import partial

from index.errors import InvalidInput, NotFound, SourcelineError, UnreadableFile
from index.ingest.outcome import Outcome, Status
from index.store.catalog import jobs
from index.store.catalog.documents import Address
from index.store.catalog.jobs import JobOutcome, JobRow, JobState, PendingDocument
from qa.problem_schemas import Problem
from qa.server.http.problems import problem_from_exception
from qa.service import Service

#: A batch has about so many characters, some hundred passages, so that a kill or a cancellation loses little.
BATCH_CHARACTERS = 100_000
BATCH_DOCUMENTS = 100

Batch = Sequence[PendingDocument]


class Closing(BaseException):
    """The server closes while a job runs."""


class _Changed(BaseException):
    """The job was cancelled, or its collection deleted or renamed, while a batch was prepared."""


class JobRun:
    """Runs one job to its end.  What an earlier run has written is not written again.

    Args:
        service: The service whose job it is.
        id: Of the job.
        closing: Set when the server closes.
    """

    def __init__(self, service: Service, id: str, closing: threading.Event) -> None:
        self._service = service
        self._catalog = service.index.catalog
        self._id = id
        self._closing = closing

    def run(self) -> None:
        """Write what is left of the job.

        Raises:
            Closing: The server closes.
        """
        while (job := self._unfinished()) is not None:
            batch = jobs.pending(self._catalog.connection, job.id, BATCH_CHARACTERS, BATCH_DOCUMENTS)
            if not batch:
                self._finish()
                return
            try:
                self._write(job, batch)
            except _Changed:
                continue  # look at the job again
            except SourcelineError as error:
                problem = problem_from_exception(error, self._instance).model_dump(exclude_none=True)
                with self._catalog.transaction() as db:
                    jobs.finish(db, job.id, JobState.FAILED, problem)
                return

    @property
    def _instance(self) -> str:
        return f"/v1/jobs/{self._id}"

    def _unfinished(self) -> JobRow | None:
        """The job as it is now; None if there is nothing more to do."""
        try:
            job = jobs.show(self._catalog.connection, self._id)
        except NotFound:
            return None  # deleted with its collection
        return None if job.state.finished else job

    def _finish(self) -> None:
        """End the job: it failed if it had documents and every one of them failed."""
        with self._catalog.transaction() as db:
            found = jobs.outcomes(db, self._id)
            failed = bool(found) and all(one.status == Status.FAILED for one in found)
            state = JobState.FAILED if failed else JobState.DONE
            jobs.finish(db, self._id, state, found[0].problem if failed else None)

    def _write(self, job: JobRow, batch: Batch) -> None:
        """Write a batch; where that fails, each document alone, so that one fails without the others."""
        try:
            self._write_together(job, batch)
        except Exception as error:
            if isinstance(error, SourcelineError) and not isinstance(error, InvalidInput | UnreadableFile):
                raise  # not the fault of a document
            if len(batch) > 1:
                for one in batch:
                    self._write(job, [one])
            else:
                self._record_failure(job, batch[0], error)

    def _write_together(self, job: JobRow, batch: Batch) -> None:
        recorded = False

        def record(
            db: sqlite3.Connection, generation: int | None, found: Sequence[Outcome]
        ) -> Container[Address]:
            nonlocal recorded
            recorded = True
            left = self._still_wanted(db, job, batch)
            outcomes = [
                JobOutcome(
                    one.position,
                    outcome.document_id,
                    outcome.source,
                    outcome.status,
                    outcome.version,
                    passages=outcome.passages,
                )
                for one, outcome in zip(batch, found, strict=True)
                if one.position in left
            ]
            jobs.record(db, job.id, outcomes, generation)
            return {Address(one.source, one.document_id) for one in outcomes}

        documents = [one.document for one in batch]
        progress = partial(self._note_progress, self._estimate(batch))
        found = self._service.ingester.add(job.collection, documents, progress, recorder=record)
        if not recorded:  # nothing was new
            with self._catalog.transaction() as db:
                record(db, None, found)

    def _still_wanted(self, db: sqlite3.Connection, job: JobRow, batch: Batch) -> set[int]:
        """The positions whose documents still have to be written.  Raises `_Changed`."""
        try:
            current = jobs.show(db, job.id)
        except NotFound:
            raise _Changed from None
        if current.state.finished or current.collection != job.collection:
            raise _Changed
        left = jobs.still_pending(db, job.id, [one.position for one in batch])
        if not left:
            raise _Changed
        return left

    def _record_failure(self, job: JobRow, one: PendingDocument, error: Exception) -> None:
        if isinstance(error, SourcelineError) and error.field.startswith("documents[0]"):
            error.field = f"documents[{one.position}]{error.field.removeprefix('documents[0]')}"
        problem: Problem = problem_from_exception(error, self._instance)
        outcome = JobOutcome(
            one.position,
            one.document.id,
            one.document.source,
            Status.FAILED,
            None,
            problem.model_dump(exclude_none=True),
        )
        with self._catalog.transaction() as db:
            if self._still_wanted(db, job, [one]):
                jobs.record(db, job.id, [outcome], None)

    # Progress ----------------------------------------------------------------------------------------------

    def _estimate(self, batch: Batch) -> _Estimate:
        work = jobs.workload(self._catalog.connection, self._id)
        return _Estimate(work, sum(len(one.document.text) for one in batch))

    def _note_progress(self, estimate: _Estimate, done: int, of: int) -> None:
        if self._closing.is_set():
            raise Closing
        with self._catalog.transaction() as db:
            if not jobs.note_progress(db, self._id, estimate.done(done), estimate.total(of)):
                raise _Changed


class _Estimate:
    """How many passages a job has, while a batch of it is embedded.

    Args:
        work: The state of the job before the batch.
        batch: Characters of the batch.
    """

    def __init__(self, work: jobs.Workload, batch: int) -> None:
        self._work = work
        self._batch = batch

    def done(self, embedded: int) -> int:
        """Passages embedded in all, with those of the batch."""
        return self._work.passages + embedded

    def total(self, of: int) -> int:
        """Passages of what was cut, and of the rest at the same rate a character."""
        cut, characters = self.done(of), max(self._work.embedded + self._batch, 1)
        rest = max(self._work.waiting - self._batch, 0)
        return cut + -(-rest * cut // characters)
