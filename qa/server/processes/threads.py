"""How many threads each of several processes may start for its models and its vector search."""

from __future__ import annotations

import os

#: Read by OpenMP, by FAISS, and for OpenVINO by `index/embed/cpu_core.py`.
VARIABLE = "OMP_NUM_THREADS"


def share_processors(processes: int) -> None:
    """Give each of several processes its share of the processors, unless the user has set its threads.

    Call it before numpy or FAISS is imported.
    """
    if processes > 1:
        os.environ.setdefault(VARIABLE, str(max(1, _processors() // processes)))


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
