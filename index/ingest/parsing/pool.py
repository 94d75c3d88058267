"""Worker processes that are used again."""

from __future__ import annotations

import threading
import weakref
from functools import cache
from pathlib import Path

from index.errors import ReaderKilled, UnreadableFile
from index.ingest.formats import Content
from index.ingest.formats.limits import Limits
from index.ingest.parsing.messages import Failed, OutOfMemory, Refused, Reply, Request
from index.ingest.parsing.worker_process import WorkerEnded, WorkerProcess, too_much_memory

#: Files parsed at the same time by one process.
WORKERS = 2
#: The signal of the kernel that is short of memory, and of whoever ends a process for good.
KILLED = "SIGKILL"
MORE_MEMORY = "See whether the machine is short of memory, then read the file again."
SAVE_AGAIN = "Open it in its program and save it again."


class Pool:
    """Parses files in worker processes, which start when they are needed.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(WORKERS)
        self.idle: list[WorkerProcess] = []
        self.close = weakref.finalize(self, _stop_all, self.idle)

    def content(self, media_type: str, source: Path | bytes, limits: Limits) -> Content:
        """What a file of a format says.

        Raises:
            UnreadableFile: It is damaged or has no text, or it exceeds a limit.
        """
        path, data = ("", source) if isinstance(source, bytes) else (str(source.absolute()), b"")
        with self._turns:
            reply = self._reply(Request(media_type, path, limits), data)
        if isinstance(reply, Refused):
            raise UnreadableFile(reply.detail, hint=reply.hint)
        if isinstance(reply, OutOfMemory):
            raise too_much_memory(limits)
        if isinstance(reply, Failed):
            detail = f"The file cannot be read: its parser failed ({reply.error})."
            raise UnreadableFile(detail, hint=SAVE_AGAIN)
        return reply

    def _reply(self, request: Request, data: bytes) -> Reply:
        killed = False
        while True:
            try:
                return self._asked(self._worker(), request, data)
            except WorkerEnded as ended:
                # Without a reason, an idle worker ended between two files: another one takes this file.  One
                # that was killed from outside says nothing of the file, unless that happens again.
                if ended.reason == KILLED and not killed:
                    killed = True
                elif ended.reason == KILLED:
                    detail = "The process that reads the file was killed, and the next one too."
                    raise ReaderKilled(detail, hint=MORE_MEMORY) from ended
                elif ended.reason:
                    detail = f"The file crashed its parser ({ended.reason})."
                    raise UnreadableFile(detail, hint=SAVE_AGAIN) from ended

    def _asked(self, worker: WorkerProcess, request: Request, data: bytes) -> Reply:
        try:
            reply = worker.reply(request, data)
        except BaseException:
            worker.kill()
            raise
        self.idle.append(worker)
        return reply

    def _worker(self) -> WorkerProcess:
        while self.idle:
            worker = self.idle.pop()
            if not worker.ended:
                return worker
            worker.stop()
        return WorkerProcess()


def _stop_all(workers: list[WorkerProcess]) -> None:
    while workers:
        workers.pop().stop()


@cache
def shared_pool() -> Pool:
    """The workers of this process."""
    return Pool()
