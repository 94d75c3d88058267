"""Open a data folder in a fresh process and measure it; prints JSON.  Called by `eval.bench.growth`."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

from eval.bench.measured import percentile  # noqa: E402
from eval.bench.recombined import Recombined  # noqa: E402
from qa.schemas import AskQuery, Query  # noqa: E402
from qa.service import Service  # noqa: E402
from qa.settings import Settings  # noqa: E402

Measured = dict[str, float]
#: Documents that are added and deleted, one by one.
CHANGES = 12
WARM = 20


def memory() -> Measured:
    """The resident memory of this process in MB, and what of it is no part of a file."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    held = dict(line.split(":", 1) for line in lines if ":" in line)
    return {
        name: int(held[key].split()[0]) / 1024
        for name, key in (("resident MB", "VmRSS"), ("resident MB, no file", "RssAnon"))
    }


def timed(name: str, calls: list[Callable[[], object]]) -> Measured:
    """Median and 99th percentile of the wall time of calls in ms, and the mean of their CPU time."""
    walls, used = [], time.process_time()
    for call in calls:
        start = time.perf_counter()
        call()
        walls.append(1e3 * (time.perf_counter() - start))
    cpu = 1e3 * (time.process_time() - used) / len(calls)
    return {f"{name} p50 ms": median(walls), f"{name} p99 ms": percentile(walls, 0.99), f"{name} CPU ms": cpu}


def finish_reading() -> None:
    """Wait for what is read once after a start: the collection's words, and bytes to compare with sums."""
    for thread in threading.enumerate():
        if thread.name in ("words", "checksums"):
            thread.join()


def main(home: Path, questions: list[str], ask: int) -> None:
    """Ask, write, delete; the time to import is counted from `started`, which the caller gives."""
    service = Service(Settings(home=home))
    service.ask(AskQuery(question=questions[0]))
    found = {"start to first answer s": time.time() - float(sys.argv[3])}
    index = service.index
    index.snapshot("default").columns.catch_up()
    for question in questions[:WARM]:
        service.search(Query(question=question))
    found |= timed("after start", [finish_reading])
    found |= timed("search", [partial(service.search, Query(question=q, top_k=5)) for q in questions])
    found |= timed("ask", [partial(service.ask, AskQuery(question=q)) for q in questions[:ask]])
    found |= memory()
    snapshot = index.snapshot("default")
    hits = snapshot.bm25(questions[0], 50)
    made = Recombined([*snapshot.fetch([hit.passage for hit in hits]).values()], seed=len(snapshot.vectors))
    fresh = [*made.documents(10**9, 5 * CHANGES)]
    identity = service.embedder.identity
    found |= timed("add", [partial(index.publish, "default", [d], identity) for d in fresh])
    found |= timed("delete", [partial(index.delete, "default", d.document.id) for d in fresh])
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")), int(sys.argv[4]))
