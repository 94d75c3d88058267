"""Let the processes of a server count together: each writes a file in one folder, which `/metrics` adds up.

Nothing here imports prometheus_client at first, because it looks for the folder when it is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

#: prometheus_client's variable.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_counts() -> Iterator[None]:
    """Give the processes that are forked in this context a folder; it is deleted in the end."""
    assert "prometheus_client" not in sys.modules, "it would count in each process alone"
    with TemporaryDirectory(prefix="sourceline-metrics-") as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def forget_process(pid: int) -> None:
    """Drop what a process that has ended said of its present state; what it has counted stays."""
    if VARIABLE in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
