"""The background thread that ingests documents accepted with `wait=false`, one job after another."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from index.documents import Document, normalise, version_name
from index.errors import SourcelineError
from index.ingest.ingester import Outcome
from index.store.catalog import jobs
from index.store.catalog.collections import find
from index.store.catalog.jobs import JobRow, JobState
from qa.server.http.problems import problem_from_exception
from qa.service import Service

log = logging.getLogger(__name__)

#: How often the thread looks for jobs that another process accepted, and retries after a full disk.
POLL_SECONDS = 1.0


class JobRunner:
    """Runs the jobs of a data folder.  If several processes serve one folder, only one runs its jobs.

    Args:
        service: The service whose jobs are run.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._wake = threading.Event()
        self._closing = threading.Event()

    def start(self) -> None:
        """Start the thread; it begins with the jobs that an earlier process left unfinished."""
        self._thread.start()

    def wake(self) -> None:
        """Tell the thread that there is a new job."""
        self._wake.set()

    def close(self) -> None:
        """Stop the thread; a job that is running starts again with the next process."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with self._jobs_lock() as locked:
            while locked and not self._closing.is_set():
                try:
                    while self._run_next():
                        pass
                except _Closing:
                    break
                except SourcelineError as error:
                    log.error("The jobs pause and will be tried again: %s", error)
                except Exception:  # such as a full disk, on which not even a failure can be recorded
                    log.exception("The jobs pause and will be tried again.")
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
        self._service.index.catalog.close()

    @contextmanager
    def _jobs_lock(self) -> Iterator[bool]:
        """Wait until no other process runs this folder's jobs; yields False if the server closes first."""
        with (self._service.settings.home / "jobs.lock").open("a") as handle:
            while not self._closing.is_set():
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self._closing.wait(POLL_SECONDS)
                else:
                    yield True
                    return
            yield False

    def _run_next(self) -> bool:
        catalog = self._service.index.catalog
        job = jobs.oldest_unfinished(catalog.connection)
        if job is None or self._closing.is_set():
            return False
        state, result = self._outcome(job)
        with catalog.transaction() as db:
            jobs.finish(db, job.id, state, result)
        return True

    def _outcome(self, job: JobRow) -> tuple[JobState, object]:
        """Run a job; returns what happened to its documents, or the problem."""
        try:
            return JobState.DONE, self._ingest(job)
        except Exception as error:
            problem = problem_from_exception(error, f"/v1/jobs/{job.id}")
            return JobState.FAILED, problem.model_dump(exclude_none=True)

    def _ingest(self, job: JobRow) -> object:
        catalog = self._service.index.catalog

        def progress(done: int, total: int) -> None:
            if self._closing.is_set():
                raise _Closing
            with catalog.transaction() as db:
                jobs.note_progress(db, job.id, done, total)

        documents = jobs.payload(catalog.connection, job.id)
        outcomes = self._service.ingester.add(
            job.collection,
            documents,
            progress,
            pending_ids=lambda db: {document.id for document in jobs.payload(db, job.id)},
        )
        left = {document.id for document in jobs.payload(catalog.connection, job.id)}
        kept = [pair for pair in zip(documents, outcomes, strict=True) if pair[0].id in left]
        return write_result(self._service, job.collection, kept)


class _Closing(BaseException):
    """The server closes while a job runs."""


def write_result(
    service: Service, collection: str, pairs: Iterable[tuple[Document, Outcome]]
) -> dict[str, object]:
    """The outcome of a write for the client: one for each document, and a generation that has them all."""
    return {
        "collection": collection,
        "generation": find(service.index.catalog.connection, collection).generation,
        "documents": [
            {
                "id": document.id,
                "source": document.source,
                "status": outcome.status,
                "version": version_name(normalise(document.text)),
            }
            for document, outcome in pairs
        ],
    }
