"""A bound on work that holds on a busy machine, too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def takes_at_most(seconds: float) -> Iterator[None]:
    """Fail where this thread computes for longer in the block; what it waits for does not count."""
    start = time.thread_time()
    yield
    took = time.thread_time() - start
    assert took < seconds, f"it took {took:.1f} seconds of processor time"
