"""Blocking work off the event loop: a bounded number of threads, a bounded number of waiting requests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from index.errors import Overloaded

T = TypeVar("T")


class Pool:
    """Threads for blocking work, with room for only so many requests to wait.

    Args:
        name: Of its threads.
        workers: Requests worked on at the same time.
        queue: Requests that may wait beside those.
    """

    def __init__(self, name: str, workers: int, queue: int) -> None:
        self._room = threading.BoundedSemaphore(workers + queue)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` on a thread and return what it returns.

        A caller that goes away gives its place back: at once while it waits, else when the work is done.

        Raises:
            Overloaded: Too many requests wait already.
        """
        if not self._room.acquire(blocking=False):
            raise Overloaded("Too many requests are waiting.", hint="Send it again in a second.")
        future: Future[T] = self._executor.submit(work)
        future.add_done_callback(lambda _: self._room.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._executor.shutdown(wait=True, cancel_futures=True)
