"""Disks that are full, or take no write, under a folder that is written to; a clock that is set back."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import SourcelineError, StorageFull, StorageUnusable
from index.store import catalog, passage_index
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.faults.trial import NotPossible, Trial, held, judged
from tests.faults.workload import COMMON, Record
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.two_documents import open_index


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something on a folder while the block runs.  Raises `NotPossible`."""
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
    if done.returncode:
        raise NotPossible(f"the right to mount a disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def document(chance: random.Random, id: str, words: int) -> Document:
    """A document whose second word no other has."""
    text = f"{COMMON} w{chance.getrandbits(60):x} of {id}. " + "Some more text is here. " * words
    return Document(id, text.strip())


def full_disk(folder: Path, chance: random.Random) -> Trial:
    """Fill the disk by writing, without the check that refuses earlier; ask, make room, write again."""
    small = folder / "small"
    small.mkdir()
    with mounted(small, "-t", "tmpfs", "-o", f"size={chance.randrange(12, 18)}m", "tmpfs"):
        return _on_small_disk(small, chance)


def _on_small_disk(small: Path, chance: random.Random) -> Trial:
    ballast, record, notes = small / "ballast", Record(), list[str]()
    ballast.write_bytes(bytes(chance.randrange(6 << 20, 8 << 20)))
    index, ingester = open_index(small / "home")
    check, refused = vars(passage_index)["check_room"], 0
    kept = 0
    if chance.random() < 0.7:  # as where another program takes the room between the check and the write
        vars(passage_index)["check_room"] = lambda *_: None
    try:
        for n in range(2_000):
            one = document(chance, f"d{n}", 0)
            record.sending({one.id: one.text})
            try:
                ingester.add("default", [one, document(chance, f"long{n}", 400)])
            except StorageFull:
                refused += 1
                if refused > 2:
                    break
                continue
            record.acknowledge({one.id: one.text})
            kept += 1
        began = time.monotonic()
        there = held(index)  # questions go on while the disk is full
        vars(passage_index)["check_room"] = check
        ballast.unlink()
        try:
            one = document(chance, "after", 0)
            record.sending({one.id: one.text})
            ingester.add("default", [one])
            record.acknowledge({one.id: one.text})
        except StorageFull as error:
            notes.append(f"room made again is not used: {error}")
        seconds = time.monotonic() - began
        if not refused:
            notes.append("the disk never filled")
        if kept and not there:
            notes.append("nothing was found on the full disk")
    except SourcelineError as error:
        notes.append(f"{type(error).__name__}: {error}")
        seconds = 0.0
    finally:
        vars(passage_index)["check_room"] = check
        index.catalog.close()
    return _with(judged(small / "home", _short(record), seconds, {}), notes)


def _short(record: Record) -> Record:
    """The record, which knows the short documents; the long ones are only ballast."""
    plain = record.faults
    vars(record)["faults"] = lambda held: plain({id: text for id, text in held.items() if "long" not in id})
    return record


def read_only(folder: Path, chance: random.Random) -> Trial:
    """Make the folder of a running service read-only: questions go on, writes are refused in one line."""
    home, record, notes = folder / "home", Record(), list[str]()
    home.mkdir()
    with TestClient(create_app(Service(Settings(home=home), FakeEmbedder(), FakeReader()))) as client:
        for n in range(5):
            _post(client, record, document(chance, f"d{n}", 0), notes, (200,))
        with mounted(home, "--bind", str(home)):
            subprocess.run(["mount", "-o", "remount,ro,bind", str(home)], check=True)
            for _ in range(12):
                reply = client.post("/v1/search", json={"question": COMMON})
                if reply.status_code != 200:
                    notes.append(f"a search got {reply.status_code} {reply.text[:200]}")
            _post(client, record, document(chance, "refused", 0), notes, (500, 503, 507))
            deleted = client.delete("/v1/documents/d1")
            if deleted.status_code not in (500, 503, 507):
                notes.append(f"a deletion got {deleted.status_code}")
        began = time.monotonic()
        _post(client, record, document(chance, "after", 0), notes, (200,))
        seconds = time.monotonic() - began
    return _with(judged(home, record, seconds, {}), notes)


def _post(
    client: TestClient, record: Record, one: Document, notes: list[str], expected: tuple[int, ...]
) -> None:
    record.sending({one.id: one.text})
    body = {"documents": [{"id": one.id, "text": one.text}]}
    reply = client.post("/v1/documents", params={"wait": "true"}, json=body)
    if reply.status_code == 200:
        record.acknowledge({one.id: one.text})
    if reply.status_code not in expected or (reply.status_code != 200 and not reply.json().get("detail")):
        notes.append(f"a write got {reply.status_code} {reply.text[:200]}")


def read_only_start(folder: Path, chance: random.Random) -> Trial:
    """Open a folder that is read-only: one line says so."""
    home, record = folder / "home", Record()
    index, ingester = open_index(home)
    one = document(chance, "d", 0)
    record.sending({one.id: one.text})
    ingester.add("default", [one])
    record.acknowledge({one.id: one.text})
    index.catalog.close()
    notes = []
    with mounted(home, "--bind", str(home)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(home)], check=True)
        try:
            open_index(home)
            notes.append("it opened")
        except StorageUnusable as error:
            if "Read-only" not in str(error) or "\n" in str(error):
                notes.append(str(error))
    return _with(judged(home, record, 0.0, {}), notes)


class _Clock:
    """Stands for `datetime` in the catalog."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._time = datetime.now(UTC)

    def now(self, zone: Any) -> datetime:
        """A time that is now and then some hours before the last one."""
        back = self._chance.random() < 0.2
        self._time += timedelta(seconds=-self._chance.randrange(90_000) if back else 1)
        return self._time


def clock(folder: Path, chance: random.Random) -> Trial:
    """Set the clock back between writes: no version ends before it began, the last write wins."""
    record, deleted, texts, notes = Record(), dict[str, str](), dict[str, str](), list[str]()
    plain = vars(catalog)["datetime"]
    vars(catalog)["datetime"] = _Clock(chance)
    try:
        index, ingester = open_index(folder / "home")
        for _ in range(25):
            one = document(chance, f"d{chance.randrange(6)}", 0)
            if one.id in texts and chance.random() < 0.3:
                record.sending({one.id: None})
                index.delete("default", one.id)
                record.acknowledge({one.id: None})
                deleted[f"{one.id} {len(deleted)}"] = texts.pop(one.id).split()[1]
                continue
            record.sending({one.id: one.text})
            ingester.add("default", [one])
            record.acknowledge({one.id: one.text})
            texts[one.id] = one.text
        rows = "SELECT count(*) FROM passages WHERE valid_to < valid_from"
        if index.catalog.connection.execute(rows).fetchone() != (0,):
            notes.append("a version ended before it began")
        index.catalog.close()
    finally:
        vars(catalog)["datetime"] = plain
    return _with(judged(folder / "home", record, 0.0, deleted), notes)


def _with(trial: Trial, notes: list[str]) -> Trial:
    return trial._replace(crashed=trial.crashed + len(notes), notes=trial.notes + tuple(notes))
