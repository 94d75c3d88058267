"""Requests a minute: a token bucket for each key, refilled continuously."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class TokenBuckets:
    """One bucket for each key, in this process.  A full bucket holds the requests of one minute.

    Args:
        clock: A monotonic clock, in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str, per_minute: int) -> int:
        """Take a token and return 0; if there is none, return the whole seconds until there is one."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(per_minute, now))
        refill = (now - bucket.filled_at) * per_minute / MINUTE
        bucket.tokens, bucket.filled_at = min(per_minute, bucket.tokens + refill), now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) * MINUTE / per_minute))
        bucket.tokens -= 1
        return 0
