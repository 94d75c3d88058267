"""Requests a minute: a bucket of tokens for each key, refilled as time goes by."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    moment: float


class Buckets:
    """One bucket a key, in this process; it holds a minute's requests when full.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str, per_minute: int) -> int:
        """Take a token; 0, or if there is none, the whole seconds until there is one."""
        moment = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(per_minute, moment))
        refill = (moment - bucket.moment) * per_minute / MINUTE
        bucket.tokens, bucket.moment = min(per_minute, bucket.tokens + refill), moment
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) * MINUTE / per_minute))
        bucket.tokens -= 1
        return 0
