"""A worker process, seen from the process that started it."""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import index
from index.errors import UnreadableFile
from index.ingest.formats.limits import MEGABYTE, Limits
from index.ingest.parsing.messages import LENGTH, Reply, Request, framed, packed, reply_of
from index.ingest.parsing.usage import memory_of, worked_by

#: How often the clock and the memory of a worker are looked at while it works.
WATCH_SECONDS = 0.05
#: On a busy machine, a worker may wait for the processor this many times as long as it may compute.
PATIENCE = 5
#: How long an idle worker may take to end.
STOP_SECONDS = 0.5
#: Variables that a worker has no use for.
SECRET_PREFIX = "SOURCELINE_"
WORKER = "index.ingest.parsing.worker"
PIECE = 1 << 20


class WorkerEnded(Exception):
    """A worker ended before it replied.

    Args:
        reason: The name of a signal or an exit code; empty where it ended because nobody had needed it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkerProcess:
    """One worker.  Used by one thread at a time."""

    def __init__(self) -> None:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(SECRET_PREFIX)
        }
        # This process may have found the package by a path that is only its own.
        paths = [str(Path(index.__file__).parents[1]), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # Ctrl-C is for this process, which then ends the worker.
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout
        os.set_blocking(self._requests.fileno(), False)

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def reply(self, request: Request, data: bytes) -> Reply:
        """Have a file parsed.

        Args:
            request: Says what to parse.
            data: The bytes of the file where the request names no path.

        Raises:
            WorkerEnded: The worker ended before it replied.
            UnreadableFile: The file took too much time or memory; the worker must be killed.
        """
        watch = _Watch(self._process.pid, request.limits)
        message = packed(request)
        try:
            self._write(framed(message) + message, watch)
            if not request.path:
                self._write(framed(data), watch)
                self._write(data, watch)
            length = int.from_bytes(self._read(LENGTH, watch), "big")
            return reply_of(self._read(length, watch))
        except pickle.UnpicklingError as error:
            raise WorkerEnded("its reply is not valid") from error
        except BrokenPipeError as error:
            raise WorkerEnded(self._reason()) from error

    def stop(self) -> None:
        """End it: an idle worker ends by itself when its input does."""
        for pipe in (self._requests, self._replies):
            with suppress(OSError):
                pipe.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self.stop()

    def _write(self, data: bytes, watch: _Watch) -> None:
        left = memoryview(data)
        while left:
            if select.select([], [self._requests], [], WATCH_SECONDS)[1]:
                left = left[os.write(self._requests.fileno(), left[:PIECE]) :]
            watch.check()

    def _read(self, size: int, watch: _Watch) -> bytes:
        data = bytearray()
        while len(data) < size:
            if select.select([self._replies], [], [], WATCH_SECONDS)[0]:
                part = os.read(self._replies.fileno(), min(size - len(data), PIECE))
                if not part:
                    raise WorkerEnded(self._reason())
                data += part
            watch.check()
        return bytes(data)

    def _reason(self) -> str:
        self.stop()
        code = self._process.returncode
        if code >= 0:
            return f"exit code {code}" if code else ""
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"


class _Watch:
    """Sees that a worker takes no more for one file than it may."""

    def __init__(self, process: int, limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._worked = worked_by(process)
        self._begun = time.monotonic()

    def check(self) -> None:
        """Raise `UnreadableFile` if a limit is exceeded."""
        limits = self._limits
        waited = time.monotonic() - self._begun
        if waited > limits.seconds:
            worked = worked_by(self._process)
            computed = waited if worked is None or self._worked is None else worked - self._worked
            if computed > limits.seconds or waited > PATIENCE * limits.seconds:
                raise UnreadableFile(
                    f"The file took more than {limits.seconds:g} s to read.",
                    hint="Divide it, or raise the setting `parsing_seconds`.",
                )
        if memory_of(self._process) > limits.memory_bytes:
            raise too_much_memory(limits)


def too_much_memory(limits: Limits) -> UnreadableFile:
    """The error for a file that takes more memory than it may."""
    return UnreadableFile(
        f"The file needs more than {limits.memory_bytes // MEGABYTE:,} MB of memory to read.",
        hint="Divide it, or raise the setting `parsing_memory_mb`.",
    )
