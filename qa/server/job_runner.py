"""One background thread that brings accepted documents into the index, job by job, in order."""

from __future__ import annotations

import fcntl
import logging
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from index.documents import Document, normalise, version_name
from index.errors import SourcelineError
from index.ingest.ingester import Outcome
from index.store.catalog import jobs
from index.store.catalog.collections import find
from index.store.catalog.jobs import JobRow, JobState
from qa.server.http import problems
from qa.service import Service

log = logging.getLogger(__name__)

#: How often the thread looks for jobs that another process accepted, and tries again after a full disk.
SECONDS = 1.0


class JobRunner:
    """Runs the jobs of a data folder; of several processes on one folder, one does.

    Args:
        service: Whose jobs.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._wake = threading.Event()
        self._closing = threading.Event()

    def start(self) -> None:
        """Begin, with what an earlier process left unfinished."""
        self._thread.start()

    def wake(self) -> None:
        """There is a new job."""
        self._wake.set()

    def close(self) -> None:
        """Stop; a job that runs is left to the next start."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with self._turn() as had:
            while had and not self._closing.is_set():
                try:
                    while self._run_next():
                        pass
                except _Closing:
                    break
                except Exception:  # the thread outlives what it cannot write down, such as on a full disk
                    log.exception("Jobs rest for a moment.")
                self._wake.wait(SECONDS)
                self._wake.clear()
        self._service.index.catalog.close()

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Wait until no other process runs the jobs of this folder."""
        with (self._service.settings.home / "jobs.lock").open("a") as handle:
            while not self._closing.is_set():
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self._closing.wait(SECONDS)
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
        """Run a job; what became of its documents, or the problem."""
        instance = f"/v1/jobs/{job.id}"
        try:
            return JobState.DONE, self._ingest(job)
        except _Closing:
            raise
        except SourcelineError as error:
            problem = problems.of_error(error, instance)
        except Exception:  # what the handler of status 500 is to a request
            id = uuid.uuid4().hex
            log.exception("internal error %s: %s", id, instance)
            problem = problems.of_status(500, f"Something went wrong. The log has it under {id}.", instance)
            problem.id = id
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
            wanted=lambda db: {document.id for document in jobs.payload(db, job.id)},
        )
        left = {document.id for document in jobs.payload(catalog.connection, job.id)}
        kept = [pair for pair in zip(documents, outcomes, strict=True) if pair[0].id in left]
        return written(self._service, job.collection, kept)


class _Closing(BaseException):
    """The server stops; the job stays unfinished."""


def written(
    service: Service, collection: str, pairs: Iterable[tuple[Document, Outcome]]
) -> dict[str, object]:
    """What a client is told of a write: each document's outcome, and a generation that has them all."""
    return {
        "collection": collection,
        "generation": find(service.index.catalog.connection, collection).generation,
        "documents": [
            {"id": document.id, "status": outcome.status, "version": version_name(normalise(document.text))}
            for document, outcome in pairs
        ],
    }
