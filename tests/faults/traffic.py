"""Clients that ask over open connections, one that writes, and one that looks at `/health`, all at once."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from eval.bench.load import Connection, Request, post
from eval.bench.measured import percentile
from tests.faults.invented_texts import documents, question

#: Documents of one write, and all that there ever are: later writes replace earlier ones.
WRITTEN_TOGETHER = 20
DOCUMENTS = 400
HEALTH_SECONDS = 0.1
RETRY_SECONDS = 0.2


@dataclass
class Counted:
    """What the clients saw.

    Args:
        asked: Milliseconds of each question that was answered.
        health: Milliseconds of each `/health`.
        refused: Answers 503.
        faults: Other answers than 200 and 503, and connections that broke: how often each.
        written: Documents that were acknowledged.
        own_share: The share of one processor that the clients used.
    """

    asked: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    refused: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    written: int = 0
    seconds: float = 0.0
    own_share: float = 0.0

    @property
    def errors(self) -> int:
        """How many faults there were."""
        return self.faults.total()

    def __str__(self) -> str:
        return (
            f"{len(self.asked) / self.seconds:.1f} questions/s, p50 {percentile(self.asked, 0.5):.0f} ms, "
            f"p99 {percentile(self.asked, 0.99):.0f} ms, errors {dict(self.faults) or 0}, "
            f"refused {self.refused}; "
            f"{self.written / self.seconds:.1f} documents/s written; "
            f"/health p50 {percentile(self.health, 0.5):.1f} ms, p99 {percentile(self.health, 0.99):.1f} ms, "
            f"highest {max(self.health, default=0):.1f} ms; the clients took {self.own_share:.2f} of a CPU"
        )


async def traffic(
    port: int,
    clients: int,
    seconds: float,
    *,
    path: str = "/v1/ask",
    asked: Iterator[str] | None = None,
    writing: bool = True,
    seed: int = 0,
) -> Counted:
    """Ask, write and look at `/health` for some seconds.

    Args:
        asked: The questions; by default invented ones about the documents that are written.
        writing: Write documents meanwhile, without a pause.
    """
    chance, counted = random.Random(seed), Counted()
    if writing:
        async with Connection.open(port) as connection:  # so that there is a collection to ask
            await _writing(chance, Counted())(connection)
    start, own = time.perf_counter(), time.process_time()
    end = start + seconds
    questions = asked or iter(lambda: question(chance), "")
    request = post(path, top_k=5)
    work = [_repeat(port, end, counted, _asking(request, questions, counted)) for _ in range(clients)]
    work.append(_repeat(port, end, counted, _looking(counted)))
    if writing:
        work.append(_repeat(port, end, counted, _writing(chance, counted)))
    await asyncio.gather(*work)
    counted.seconds = time.perf_counter() - start
    counted.own_share = (time.process_time() - own) / counted.seconds
    return counted


async def _repeat(
    port: int, end: float, counted: Counted, step: Callable[[Connection], Awaitable[None]]
) -> None:
    """Repeat a step until the end; open a new connection when one breaks."""
    while time.perf_counter() < end:
        try:
            async with Connection.open(port) as connection:
                while time.perf_counter() < end:
                    await step(connection)
        except (OSError, asyncio.IncompleteReadError) as error:
            counted.faults[repr(error)] += 1
            await asyncio.sleep(RETRY_SECONDS)


def _asking(
    request: Request, questions: Iterator[str], counted: Counted
) -> Callable[[Connection], Awaitable[None]]:
    async def ask(connection: Connection) -> None:
        start = time.perf_counter()
        status = await connection.send(request(next(questions)))
        if status == 200:
            counted.asked.append(1e3 * (time.perf_counter() - start))
        else:
            await _note(status, counted)

    return ask


def _writing(chance: random.Random, counted: Counted) -> Callable[[Connection], Awaitable[None]]:
    async def write(connection: Connection) -> None:
        body = json.dumps({"documents": documents(chance, WRITTEN_TOGETHER, DOCUMENTS)}).encode()
        head = "POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        status = await connection.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        if status == 200:
            counted.written += WRITTEN_TOGETHER
        else:
            await _note(status, counted)

    return write


def _looking(counted: Counted) -> Callable[[Connection], Awaitable[None]]:
    async def look(connection: Connection) -> None:
        start = time.perf_counter()
        status = await connection.send(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        counted.health.append(1e3 * (time.perf_counter() - start))
        if status != 200:
            counted.faults[f"health {status}"] += 1
        await asyncio.sleep(HEALTH_SECONDS)

    return look


async def _note(status: int, counted: Counted) -> None:
    if status == 503:
        counted.refused += 1
    else:
        counted.faults[str(status)] += 1
    await asyncio.sleep(RETRY_SECONDS)
