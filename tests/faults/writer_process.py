"""A process that writes to a data folder and keeps a journal, so that it may be killed at any moment."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from index.documents import Document
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store import derived_stores, vectors
from index.store.columns import column_store
from index.store.passage_index import PassageIndex
from tests.faults.workload import COMMON, Record
from tests.support.fakes import FakeEmbedder

#: So few that files are written, merged and rewritten after a handful of documents.
FEW = 16
MAX_DOCUMENTS = 40


def compact_often() -> None:
    """Have every store write and merge its files after a few documents, where it would take thousands."""
    vectors.MAX_TAIL_VECTORS = column_store.MOST_IN_MEMORY = FEW
    derived_stores.MIN_REMOVALS_FOR_REWRITE = FEW


def started(run: Callable[..., object], *given: Any) -> BaseProcess:
    """A process that runs a function; it is forked from one that has imported everything."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(
        ["qa.server.app", "qa.cli", "tests.support.fakes", "tests.faults.writer_process"]
    )
    process = processes.Process(target=run, args=given)
    process.start()
    return process


def word_of(text: str) -> str:
    """The word that only this text has."""
    return text.split()[1]


class Journal:
    """What a writer is about to do, and what was acknowledged; each line is written at once.

    Args:
        path: The file, which the parent reads when the writer is dead.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, kind: str, wanted: dict[str, str | None]) -> None:
        """Write a line; `kind` is `sending` or `acknowledged`."""
        os.write(self._file, json.dumps([kind, wanted]).encode() + b"\n")


def replayed(path: Path, record: Record, deleted: dict[str, str], texts: dict[str, str]) -> int:
    """Put what a journal says into a record; returns how many writes were acknowledged.

    Args:
        path: The journal.
        record: Gets what was sent and acknowledged.
        deleted: Gets the words of documents whose deletion was acknowledged.
        texts: The texts of documents that were acknowledged, which is kept up to date.
    """
    count = 0
    for line in path.read_text().splitlines() if path.exists() else []:
        kind, wanted = json.loads(line)
        if kind == "sending":
            record.sending(wanted)
            continue
        record.acknowledge(wanted)
        count += 1
        for id, text in wanted.items():
            if text is not None:
                texts[id] = text
            elif id in texts:
                deleted[f"{id} {len(deleted)}"] = word_of(texts.pop(id))
    return count


def write(home: Path, journal: Path, prefix: str, seed: int, steps: int = 1_000_000) -> None:
    """Add, replace and delete until killed; several may run at once, each with a prefix of ids."""
    compact_often()
    chance, noted = random.Random(seed), Journal(journal)
    index = PassageIndex(home)
    ingester = Ingester(index, FakeEmbedder(), PassageSizes())
    there: dict[str, str] = {}
    for _ in range(steps):
        if there and chance.random() < 0.35:
            id = chance.choice(sorted(there))
            noted.note("sending", {id: None})
            index.delete("default", id)
            noted.note("acknowledged", {id: None})
            del there[id]
            continue
        ids = {f"{prefix}{chance.randrange(MAX_DOCUMENTS)}" for _ in range(chance.choice([1, 1, 3, 8]))}
        wanted = {id: f"{COMMON} w{chance.getrandbits(60):x} of {id}." for id in sorted(ids)}
        noted.note("sending", {**wanted})
        outcomes = ingester.add("default", [Document(id, text) for id, text in wanted.items()])
        assert outcomes
        noted.note("acknowledged", {**wanted})
        there |= wanted


def recovered(home: Path) -> float:
    """The seconds until a data folder that a kill left can be searched."""
    began = time.monotonic()
    index = PassageIndex(home)
    try:
        if index.catalog.connection.execute("SELECT 1 FROM collections").fetchone():
            index.snapshot("default")
    finally:
        index.catalog.close()
    return time.monotonic() - began


def run_qa(home: Path, log: Path, *arguments: str) -> None:
    """Be the command `qa` with a fake model; the exit code is that of the command."""
    from qa.cli import app
    from qa.cli import open_service as opening
    from qa.service import Service
    from qa.settings import Settings
    from tests.support.fakes import FakeReader

    compact_often()
    os.environ["SOURCELINE_HOME"] = str(home)
    to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(to, 1)
    os.dup2(to, 2)
    opening.open_service = lambda settings: Service(Settings(), FakeEmbedder(), FakeReader())
    app([*arguments])


def ended(process: BaseProcess, seconds: float = 120) -> int | None:
    """The exit code of a process; None where it does not end in time, and is killed."""
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        return None
    return process.exitcode
