"""A pool of threads for blocking work, with a bounded number of waiting requests."""

from __future__ import annotations

import asyncio
import math
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from starlette.requests import ClientDisconnect

from index.errors import Overloaded, SourcelineError
from qa.server.http.patience import current_patience
from qa.server.telemetry import metrics

T = TypeVar("T")
#: Ends the wait for a piece of work: with an error, and even if the work has begun.
GiveUp = Callable[[Exception, bool], None]

#: How much the last piece of work counts in the mean time of one.
SHARE_OF_LAST = 0.1
#: The longest time that a refused client is told to wait.
LONGEST_RETRY_SECONDS = 60


class Pool:
    """Threads that do blocking work, so that it does not block the event loop.

    A client that leaves, or whose deadline passes, gives up its place in the queue.  Work that has begun is
    finished, because it may write.

    Args:
        name: The prefix of the threads' names.
        workers: How many requests are worked on at the same time.
        queue: How many more requests may wait.
        seconds: How long a request may wait if its client does not say; None for as long as it takes.
        nice: By how much the threads yield to others, as of a process; 0 does not.
    """

    def __init__(
        self, name: str, workers: int, queue: int, seconds: float | None = None, nice: int = 0
    ) -> None:
        self._name = name
        self._workers = workers
        self._waiting = metrics.WAITING.labels(name)
        self._running = metrics.RUNNING.labels(name)
        self.seconds = seconds
        self._places = threading.BoundedSemaphore(workers + queue)
        self._executor = ThreadPoolExecutor(workers, name, partial(yield_to_others, nice))
        self._pending: set[GiveUp] = set()
        self._mean = 0.0
        self._stopped = False

    async def run(self, work: Callable[[], T], *, reads: bool = False) -> T:
        """Run `work` on a thread and return what it returns.

        If the caller is cancelled, waiting work is dropped at once; running work is finished.

        Args:
            reads: The work only reads: nobody waits for it after the deadline, though it has begun.

        Raises:
            Overloaded: Too many requests are waiting already, or this one has waited too long.
            ClientDisconnect: The client has gone, and the work was not begun.
        """
        if self._stopped:
            raise stopping()
        if not self._places.acquire(blocking=False):
            self._count_refusal("full")
            raise self._overloaded("Too many requests are waiting.")
        self._waiting.inc()
        future: Future[T] = self._executor.submit(copy_context().run, self._timed, work)
        future.add_done_callback(self._done)
        waiter = asyncio.wrap_future(future)
        refusal: list[Exception] = []

        def give_up(error: Exception, begun: bool) -> None:
            if future.cancel() or (begun and not waiter.done()):
                refusal.append(error)
                waiter.cancel()

        patience = current_patience()
        if patience is not None and patience.is_gone:
            give_up(ClientDisconnect(), reads)
        left = self.seconds if patience is None or patience.seconds_left is None else patience.seconds_left
        timer = None
        if left is not None:
            late = self._overloaded(f"It was not done within {left:.3g} seconds.")
            timer = asyncio.get_running_loop().call_later(left, give_up, late, reads)
        stay = patience.on_leaving(lambda: give_up(ClientDisconnect(), reads)) if patience else None
        self._pending.add(give_up)
        try:
            return await waiter
        except asyncio.CancelledError:
            if refusal:
                self._count_refusal("left" if isinstance(refusal[0], ClientDisconnect) else "late")
                raise refusal[0] from None
            raise
        finally:
            self._pending.discard(give_up)
            if timer:
                timer.cancel()
            if stay:
                stay()

    @property
    def is_busy(self) -> bool:
        """Whether what comes now has to wait for a thread."""
        return len(self._pending) >= self._workers

    def _timed(self, work: Callable[[], T]) -> T:
        self._waiting.dec()
        self._running.inc()
        start = time.perf_counter()
        try:
            return work()
        finally:
            self._running.dec()
            took = time.perf_counter() - start
            self._mean += SHARE_OF_LAST * (took - self._mean) if self._mean else took

    def _done(self, future: Future[T]) -> None:
        self._places.release()
        if future.cancelled():
            self._waiting.dec()

    def _count_refusal(self, reason: str) -> None:
        metrics.REFUSALS.labels(self._name, reason).inc()

    def _overloaded(self, detail: str) -> Overloaded:
        """A refusal with the seconds after which the requests that wait now will be done."""
        error = Overloaded(detail, hint="Send it again later.")
        seconds = math.ceil(len(self._pending) * self._mean / self._workers)
        error.retry_seconds = min(max(1, seconds), LONGEST_RETRY_SECONDS)
        return error

    def stop(self, *, begun: bool = False) -> None:
        """Refuse what waits and what still comes.

        Args:
            begun: Wait no longer for what has begun, either.
        """
        self._stopped = True
        for give_up in [*self._pending]:
            give_up(unknown_end() if begun else stopping(), begun)

    def close(self) -> None:
        """Finish the running work and drop the waiting work."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def stopping() -> SourcelineError:
    """The refusal of a server that stops, of what it has not begun."""
    return Overloaded("The server is stopping. Nothing of this was done.", hint="Send it again.")


def unknown_end() -> SourcelineError:
    """The refusal of a server that stops, of what it has begun."""
    return Overloaded(
        "The server is stopping before this was done.",
        hint="Send it again: what it writes is written in whole or not at all, and twice is as once.",
    )


def yield_to_others(nice: int) -> None:
    """Lower the priority of the thread that calls this, where threads have one (Linux)."""
    if nice and hasattr(os, "setpriority") and os.uname().sysname == "Linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
