"""Do work on two items at the same time: while one waits for the disk, the other uses the processors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

AT_ONCE = 2


def overlapped(do: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """What is made of each item, in order; the next one is begun before the last one is done.

    After an error, which reaches the caller in its turn, no other item is begun.
    """
    running: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(AT_ONCE, "overlapped") as threads:
        try:
            for item in items:
                running.append(threads.submit(do, item))
                if len(running) == AT_ONCE:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for one in running:
                one.cancel()
