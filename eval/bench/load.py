"""A load generator: sends requests over connections that stay open, and counts what it costs itself."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

#: Makes the bytes of a request for a question.
Request = Callable[[str], bytes]


class Target(NamedTuple):
    """A server and what is asked of it.

    Args:
        request: Makes a request.
    """

    name: str
    port: int
    request: Request


class Throughput(NamedTuple):
    """What a server did under load.

    Args:
        failed: Responses other than 200.
        own_share: The share of one processor that the load generator used.
    """

    per_second: float
    failed: int
    own_share: float


def post(path: str, **fields: object) -> Request:
    """Requests that post a question in JSON."""

    def made(question: str) -> bytes:
        body = json.dumps({"question": question, **fields}).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    return made


def get(path: Callable[[str], str]) -> Request:
    """Requests that get a path made of a question."""
    return lambda question: f"GET {path(question)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


class Connection:
    """One connection to a server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    @asynccontextmanager
    async def open(cls, port: int) -> AsyncIterator[Connection]:
        """Connect to a port of this machine."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            yield cls(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()

    async def send(self, request: bytes) -> int:
        """Send a request and read the whole response; returns its status."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            while size := int(await self._reader.readuntil(b"\r\n"), 16):
                await self._reader.readexactly(size + 2)
            await self._reader.readexactly(2)
        else:
            length = head.partition("content-length:")[2].partition("\r\n")[0]
            await self._reader.readexactly(int(length or 0))
        return status


async def latencies(targets: Sequence[Target], questions: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds of each question at each server, one at a time, the servers in turn.

    Raises:
        RuntimeError: A response is no 200.
    """
    found: dict[str, list[float]] = {target.name: [] for target in targets}
    async with AsyncExitStack() as opened:
        connections = [await opened.enter_async_context(Connection.open(target.port)) for target in targets]
        for question in questions:
            for target, connection in zip(targets, connections, strict=True):
                request = target.request(question)
                start = time.perf_counter()
                status = await connection.send(request)
                found[target.name].append(1e3 * (time.perf_counter() - start))
                if status != 200:
                    raise RuntimeError(f"{target.name} answers {status}.")
    return found


async def throughput(target: Target, questions: Sequence[str], clients: int, seconds: float) -> Throughput:
    """Ask for some seconds over many connections at once."""
    asked, statuses = itertools.cycle(questions), list[int]()
    start, own = time.perf_counter(), time.process_time()

    async def client() -> None:
        async with Connection.open(target.port) as connection:
            while time.perf_counter() - start < seconds:
                statuses.append(await connection.send(target.request(next(asked))))

    await asyncio.gather(*(client() for _ in range(clients)))
    took = time.perf_counter() - start
    good = sum(status == 200 for status in statuses)
    return Throughput(good / took, len(statuses) - good, (time.process_time() - own) / took)
