"""Requests a minute: a token bucket for each key, refilled continuously, shared by all processes."""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

MINUTE = 60.0
#: Buckets that there is room for.  Of more keys in use, those that were not used for longest start anew.
BUCKETS = 4096
#: A key's bucket is one of so many that lie together.
TOGETHER = 8
#: The digest of the key, its tokens, and when they were counted (the clock's seconds).
_BUCKET = struct.Struct("=16sdd")


class _Bucket(NamedTuple):
    at: int
    key: bytes
    tokens: float
    filled_at: float


class TokenBuckets:
    """One bucket for each key.  A full bucket holds the requests of one minute.

    They lie in memory that is shared with every process forked later.

    Args:
        clock: A monotonic clock, in seconds, the same in all processes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._memory = mmap.mmap(-1, BUCKETS * _BUCKET.size)
        # A lock that ends with its process, unlike one in shared memory.
        self._file, name = tempfile.mkstemp()
        os.unlink(name)
        weakref.finalize(self, os.close, self._file)
        self._threads = threading.Lock()

    def take(self, key: str, per_minute: int) -> int:
        """Take a token and return 0; if there is none, return the whole seconds until there is one."""
        digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
        with self._locked():
            now = self._clock()
            found = self._find(digest)
            if found.key == digest:
                refill = (now - found.filled_at) * per_minute / MINUTE
                tokens = min(per_minute, found.tokens + refill)
            else:
                tokens = float(per_minute)
            left = tokens - 1 if tokens >= 1 else tokens
            _BUCKET.pack_into(self._memory, found.at, digest, left, now)
        return 0 if tokens >= 1 else max(1, math.ceil((1 - tokens) * MINUTE / per_minute))

    def _find(self, digest: bytes) -> _Bucket:
        """The bucket of a key; where it has none, the one that was used longest ago."""
        first = int.from_bytes(digest[:4], "big") % (BUCKETS // TOGETHER) * TOGETHER
        places = range(first * _BUCKET.size, (first + TOGETHER) * _BUCKET.size, _BUCKET.size)
        buckets = [_Bucket(at, *_BUCKET.unpack_from(self._memory, at)) for at in places]
        own = [bucket for bucket in buckets if bucket.key == digest]
        return own[0] if own else min(buckets, key=lambda bucket: bucket.filled_at)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """No other thread and no other process counts meanwhile."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
