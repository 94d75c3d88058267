"""Kill a server at random moments, start it again, and see what it still holds.

`python -m tests.faults.kills --kills 200` prints a line for each fault and a summary.  The server is a real
process with a fake model; small vector files are written too, so that all stores take part.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np

from index.store import vectors
from index.store.passage_index import PassageIndex
from tests.faults.workload import COMMON, Load, Record
from tests.support.fakes import FakeEmbedder, FakeReader

LOG = "server.log"
ADDRESS = re.compile(r"http://[\d.]+:\d+")
PATIENCE_SECONDS = 60.0
MAX_TAIL_VECTORS = 16


def app() -> Any:
    """What the server process runs."""
    from qa.server.app import create_app
    from qa.service import Service
    from qa.settings import Settings

    keep_small_vector_files()
    return create_app(Service(Settings(), FakeEmbedder(), FakeReader()))


def keep_small_vector_files() -> None:
    """Have vector files written for a few passages, where it would take thousands."""
    vectors.MAX_TAIL_VECTORS = MAX_TAIL_VECTORS


class Ids(NamedTuple):
    """The passages that each store holds."""

    catalog: set[int]
    vectors: set[int]
    lexical: set[int]


def ids(home: Path) -> Ids:
    """Read the passage ids of the default collection from each store, as a process of its own would."""
    index = PassageIndex(home)
    try:
        snapshot = index.snapshot("default")
        rows = index.catalog.connection.execute("SELECT id FROM passages WHERE removed IS NULL")
        return Ids({row[0] for row in rows}, snapshot.vectors.ids(), snapshot.lexical.ids())
    finally:
        index.catalog.close()


@dataclass
class Tally:
    """What the kills did."""

    kills: int = 0
    lost: int = 0
    ghosts: int = 0
    unsearchable: int = 0
    unready: int = 0
    unequal: int = 0
    refusals: int = 0
    restarts: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        slowest = max(self.restarts, default=0.0)
        middle = float(np.median(self.restarts)) if self.restarts else 0.0
        return (
            f"kills {self.kills}, lost {self.lost}, ghosts {self.ghosts}, unsearchable {self.unsearchable}, "
            f"ready but unsearchable {self.unready}, ids unequal {self.unequal}, "
            f"refused before the kill {self.refusals}, restart median {middle:.2f} s, slowest {slowest:.2f} s"
        )

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        faults = (self.lost, self.ghosts, self.unsearchable, self.unready, self.unequal, self.refusals)
        return not any(faults)


def serve(folder: Path) -> None:
    """What a server process does: print into the folder's log, serve until it is killed."""
    import uvicorn

    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ["SOURCELINE_HOME"] = str(folder / "home")
    uvicorn.run(app, factory=True, port=0)


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, BaseProcess]]:
    """A server process on a free port; killed in the end.

    It is forked from a process that has imported everything, so that many kills take less time.
    """
    log = folder / LOG
    log.unlink(missing_ok=True)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["qa.server.app", "tests.support.fakes", "uvicorn"])
    process = processes.Process(target=serve, args=(folder,))
    process.start()
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (log.exists() and (address := ADDRESS.search(log.read_text()))):
            if not process.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.01)
        yield address[0], process
    finally:
        process.kill()
        process.join()


def first_search(address: str) -> tuple[dict[str, str] | None, bool]:
    """What the first search that succeeds finds, by document; and whether `/ready` ever lied about it.

    None where no search succeeds within the patience.  404 means that there is no document yet.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    lied = False
    with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS, trust_env=False) as client:
        while time.monotonic() < deadline:
            if client.get("/ready").status_code == 200:
                answer = client.post("/v1/search", json={"question": COMMON, "top_k": 100})
                if answer.status_code == 404:
                    return {}, lied
                if answer.status_code == 200:
                    return {p["citation"]["document_id"]: p["text"] for p in answer.json()["passages"]}, lied
                lied = True
                if time.monotonic() > deadline - PATIENCE_SECONDS + 5:
                    return None, lied
            time.sleep(0.01)
    return None, lied


def round_of(folder: Path, record: Record, chance: random.Random, tally: Tally, *, kill: bool) -> None:
    """Start a server on what the last kill left, count what is wrong, let it work and kill it."""
    began = time.monotonic()
    with server(folder) as (address, process):
        found, lied = first_search(address)
        if tally.kills:
            tally.restarts.append(time.monotonic() - began)
        tally.unready += lied
        if found is None:
            tally.unsearchable += 1
            tell(tally, f"unsearchable: {(folder / LOG).read_text()[-600:]}")
        else:
            compare(folder / "home", found, record, tally)
        if kill:
            load = Load(address, record, chance)
            load.start()
            time.sleep(chance.uniform(0.05, 1.5))
            process.kill()
            load.stop()
            for refusal in load.refusals:
                tell(tally, refusal)
            tally.refusals += len(load.refusals)
            tally.kills += 1


def compare(home: Path, found: dict[str, str], record: Record, tally: Tally) -> None:
    """Hold what is found against what was acknowledged, and each store against the catalog."""
    lost, ghosts = record.faults(found)
    tally.lost += len(lost)
    tally.ghosts += len(ghosts)
    held = ids(home) if found else Ids(set(), set(), set())
    unequal = not held.catalog == held.vectors == held.lexical
    tally.unequal += unequal
    if lost or ghosts or unequal:
        tell(tally, f"lost {lost}, ghosts {ghosts}, ids {held}")


def tell(tally: Tally, trouble: str) -> None:
    """Print a line about the current kill."""
    print(f"kill {tally.kills}: {trouble}", flush=True)


def main() -> int:
    """Run as many kills as asked for; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    keep_small_vector_files()
    chance, record, tally = random.Random(options.seed), Record(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.kills + 1):
            round_of(Path(folder), record, chance, tally, kill=number < options.kills)
            if number % 20 == 19:
                print(tally, flush=True)
    print(tally)
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
