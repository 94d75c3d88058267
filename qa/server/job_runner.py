"""The background thread that ingests documents accepted with `wait=false`, one job after another."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import SourcelineError
from index.private_files import private_lock
from index.store.catalog import jobs
from qa.server.job_run import Closing, JobRun
from qa.server.pool import yield_to_others
from qa.service import Service

log = logging.getLogger(__name__)

#: How often the thread looks for jobs that another process accepted, and retries after a full disk.
POLL_SECONDS = 0.25
#: The thread yields to those that answer.
NICE = 5


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

    def stop(self) -> None:
        """Tell the thread to end; a job that is running goes on with the next process."""
        self._closing.set()
        self._wake.set()

    def close(self) -> None:
        """Stop the thread and wait for its end."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        yield_to_others(NICE)
        with self._jobs_lock() as locked:
            while locked and not self._closing.is_set():
                try:
                    while self._run_next():
                        pass
                except Closing:
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
        with private_lock(self._service.settings.home / "jobs.lock") as handle:
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
        job = jobs.oldest_unfinished(self._service.index.catalog.connection)
        if job is None or self._closing.is_set():
            return False
        JobRun(self._service, job.id, self._closing).run()
        return True
