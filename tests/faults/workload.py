"""Random writes to a server that may die at any moment, and what it may hold afterwards."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping

import httpx

#: A word of every document: a search for it finds them all.
COMMON = "common"
#: Few enough for one page of results.
DOCUMENTS = 80

#: The text of a document; None where there is none.
Text = str | None
Step = Callable[[httpx.Client, random.Random], None]


class Record:
    """What the server acknowledged, and what it may have done without saying so."""

    def __init__(self) -> None:
        self._settled: dict[str, Text] = {}
        self._unanswered: dict[str, set[Text]] = {}
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def claim(self, chance: random.Random, count: int) -> list[str]:
        """Ids that no other writer works on."""
        with self._lock:
            free = [id for id in (f"d{n}" for n in range(DOCUMENTS)) if id not in self._busy]
            ids = chance.sample(free, min(count, len(free)))
            self._busy.update(ids)
            return ids

    def present(self, ids: list[str]) -> list[str]:
        """Those of `ids` whose document was acknowledged last."""
        with self._lock:
            return [id for id in ids if self._settled.get(id) is not None]

    def sending(self, wanted: Mapping[str, Text]) -> None:
        """A write is about to be sent."""
        with self._lock:
            for id, text in wanted.items():
                self._unanswered.setdefault(id, set()).add(text)

    def acknowledge(self, wanted: Mapping[str, Text]) -> None:
        """The server said that a write is done."""
        with self._lock:
            for id, text in wanted.items():
                self._settled[id] = text
                self._unanswered.pop(id, None)

    def release(self, ids: list[str]) -> None:
        """Other writers may take these ids again."""
        with self._lock:
            self._busy.difference_update(ids)

    def faults(self, held: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Ids that are lost or stale, and ids that should not be there or hold what was never acknowledged.

        What is held then counts as acknowledged.
        """
        lost: list[str] = []
        ghosts: list[str] = []
        for id in sorted({*self._settled, *self._unanswered, *held}):
            kept, settled = held.get(id), self._settled.get(id)
            if kept != settled and kept not in self._unanswered.get(id, ()):
                (ghosts if settled is None else lost).append(id)
        self._settled = dict(held)
        self._unanswered.clear()
        self._busy.clear()
        return lost, ghosts


class Load:
    """Threads that write and ask until they are stopped or the server is gone.

    Args:
        address: Of the server.
        record: Where each writes down what it sends.
        chance: Decides what is sent.
    """

    def __init__(self, address: str, record: Record, chance: random.Random) -> None:
        self._address = address
        self._record = record
        self._stop = threading.Event()
        self.refusals: list[str] = []
        work: list[Step] = [self._write, self._write, self._ask, self._ask]
        self._threads = [
            threading.Thread(target=self._repeat, args=(step, random.Random(chance.random())))
            for step in work
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Wait until all threads have noticed that it is over."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, step: Step, chance: random.Random) -> None:
        with httpx.Client(base_url=self._address, timeout=60, trust_env=False) as client:
            while not self._stop.is_set():
                try:
                    step(client, chance)
                except httpx.TransportError:
                    return  # the server was killed

    def _write(self, client: httpx.Client, chance: random.Random) -> None:
        ids = self._record.claim(chance, chance.choice([1, 1, 2, 6]))
        there = self._record.present(ids)
        if there and chance.random() < 0.4:
            self._send(client, {there[0]: None})
        elif ids:
            self._send(client, {id: f"{COMMON} words {chance.getrandbits(40):x} of {id}." for id in ids})
        self._record.release(ids)

    def _send(self, client: httpx.Client, wanted: Mapping[str, Text]) -> None:
        self._record.sending(wanted)
        if None in wanted.values():
            answer = client.delete(f"/v1/documents/{next(iter(wanted))}")
        else:
            documents = [{"id": id, "text": text} for id, text in wanted.items()]
            answer = client.post("/v1/documents", params={"wait": "true"}, json={"documents": documents})
        if answer.status_code == 200:
            self._record.acknowledge(wanted)
        else:
            self.refusals.append(f"write {answer.status_code} {answer.text[:200]}")

    def _ask(self, client: httpx.Client, chance: random.Random) -> None:
        answer = client.post("/v1/search", json={"question": f"{COMMON} d{chance.randrange(DOCUMENTS)}"})
        if answer.status_code not in (200, 404):  # 404 before the first document
            self.refusals.append(f"search {answer.status_code} {answer.text[:200]}")
