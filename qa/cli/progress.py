"""How far a long job is: a bar in a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.cli.output import err

if TYPE_CHECKING:
    from index.ingest.prepare import Progress

SECONDS_BETWEEN_LINES = 3.0
LOADING = "Loading the embedding model"


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show in a terminal that `what` is being done while the block runs."""
    if not sys.stderr.isatty():
        yield
        return
    with err().status(what):
        yield


@contextmanager
def shown_progress(what: str) -> Iterator[Progress]:
    """Show how far `what` is while the block runs; on standard error, so that pipes stay clean."""
    if not sys.stderr.isatty():
        yield _lines(what)
        return
    from rich import progress as rich

    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.TaskProgressColumn())
    with rich.Progress(*columns, rich.TimeRemainingColumn(), console=err(), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(what: str) -> Progress:
    """Print a line at most every few seconds; none at all for what is done at once."""
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            sys.stderr.write(f"{what}: {100 * done // max(total, 1)}%\n")
            sys.stderr.flush()

    return show
