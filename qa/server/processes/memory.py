"""Let threads share heaps, so that a process with many threads does not keep what each of them has freed."""

from __future__ import annotations

import ctypes
import os

#: Of glibc's `mallopt`: the most heaps, by default eight for each processor.
_M_ARENA_MAX = -8
MOST_HEAPS = 2


def share_heaps() -> None:
    """Limit the heaps, where the C library has several (glibc) and the user has not set their number.

    Call it before threads are started.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, MOST_HEAPS)
