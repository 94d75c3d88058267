"""A pool of threads for blocking work, with a bounded number of waiting requests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from index.errors import Overloaded

T = TypeVar("T")


class Pool:
    """Threads that do blocking work, so that it does not block the event loop.

    Args:
        name: The prefix of the threads' names.
        workers: How many requests are worked on at the same time.
        queue: How many more requests may wait.
    """

    def __init__(self, name: str, workers: int, queue: int) -> None:
        self._places = threading.BoundedSemaphore(workers + queue)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` on a thread and return what it returns.

        If the caller is cancelled, waiting work is dropped at once; running work is finished.

        Raises:
            Overloaded: Too many requests are waiting already.
        """
        if not self._places.acquire(blocking=False):
            raise Overloaded("Too many requests are waiting.", hint="Send it again in a second.")
        future: Future[T] = self._executor.submit(work)
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish the running work and drop the waiting work."""
        self._executor.shutdown(wait=True, cancel_futures=True)
