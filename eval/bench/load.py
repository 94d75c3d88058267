"""A load generator: sends requests over connections that stay open, and counts what it costs itself."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import NamedTuple

#: Questions that one server is asked before it is the next one's turn.
TURN = 20

#: Makes the bytes of a request for a question.
Request = Callable[[str], bytes]
#: The number of passages in the body of a response.
Hits = Callable[[bytes], int]


class Target(NamedTuple):
    """A server and what is asked of it.

    Args:
        request: Makes a request.
        hits: Counts the passages of a response.
    """

    name: str
    port: int
    request: Request
    hits: Hits


class Throughput(NamedTuple):
    """What a server did under load.

    Args:
        full: Responses with status 200 and at least one passage.
        per_second: Of these.
        failed: Other responses.
        own_share: The share of one processor that the load generator used.
    """

    full: int
    per_second: float
    failed: int
    own_share: float


class Response(NamedTuple):
    """What came back."""

    status: int
    body: bytes

    def is_full(self, target: Target) -> bool:
        """Whether it is a 200 with passages in it."""
        if self.status != 200:
            return False
        try:
            return target.hits(self.body) > 0
        except (ValueError, KeyError, TypeError):
            return False


def post(path: str, field: str = "question", **fields: object) -> Request:
    """Requests that post a question in JSON, in a field of this name."""

    def made(question: str) -> bytes:
        body = json.dumps({field: question, **fields}).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    return made


def get(path: Callable[[str], str]) -> Request:
    """Requests that get a path made of a question."""
    return lambda question: f"GET {path(question)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def items(*keys: str) -> Hits:
    """Counts the items of the list that these keys lead to in JSON."""

    def counted(body: bytes) -> int:
        value = json.loads(body)
        for key in keys:
            value = value[key]
        return len(value)

    return counted


class Connection:
    """One connection to a server."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._port, self._reader, self._writer = port, reader, writer

    @classmethod
    @asynccontextmanager
    async def open(cls, port: int) -> AsyncIterator[Connection]:
        """Connect to a port of this machine."""
        connection = cls(port, *await asyncio.open_connection("127.0.0.1", port))
        try:
            yield connection
        finally:
            await connection._close()

    async def ready(self) -> None:
        """Connect again if the server has closed the connection, as servers do after some idle seconds."""
        await asyncio.sleep(0)
        if self._reader.at_eof():
            await self._close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def _close(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def send(self, request: bytes) -> int:
        """Send a request and read the whole response; returns its status."""
        return (await self.exchange(request)).status

    async def exchange(self, request: bytes) -> Response:
        """Send a request and read the whole response."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            chunks = []
            while size := int(await self._reader.readuntil(b"\r\n"), 16):
                chunks.append((await self._reader.readexactly(size + 2))[:-2])
            await self._reader.readexactly(2)
            return Response(status, b"".join(chunks))
        length = head.partition("content-length:")[2].partition("\r\n")[0]
        return Response(status, await self._reader.readexactly(int(length or 0)))


async def latencies(targets: Sequence[Target], questions: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds of each question at each server, one at a time, the servers in turn.

    Each has `TURN` questions: with one, it would find the processor's caches full of another's weights.

    Raises:
        RuntimeError: A response is no 200 with passages.
    """
    found: dict[str, list[float]] = {target.name: [] for target in targets}
    async with AsyncExitStack() as opened:
        connections = [await opened.enter_async_context(Connection.open(target.port)) for target in targets]
        for at in range(0, len(questions), TURN):
            for target, connection in zip(targets, connections, strict=True):
                for question in questions[at : at + TURN]:
                    found[target.name].append(await _timed(connection, target, question))
    return found


async def _timed(connection: Connection, target: Target, question: str) -> float:
    """Milliseconds of one question.  Raises `RuntimeError` as `latencies` does."""
    request = target.request(question)
    await connection.ready()
    start = time.perf_counter()
    response = await connection.exchange(request)
    took = 1e3 * (time.perf_counter() - start)
    if not response.is_full(target):
        raise RuntimeError(f"{target.name} answers {response.status}: {response.body[:200]!r}.")
    return took


async def throughput(target: Target, questions: Sequence[str], clients: int, seconds: float) -> Throughput:
    """Ask for some seconds over many connections at once."""
    asked, full = itertools.cycle(questions), list[bool]()
    start, own = time.perf_counter(), time.process_time()

    async def client() -> None:
        async with Connection.open(target.port) as connection:
            while time.perf_counter() - start < seconds:
                await connection.ready()
                response = await connection.exchange(target.request(next(asked)))
                full.append(response.is_full(target))

    await asyncio.gather(*(client() for _ in range(clients)))
    took = time.perf_counter() - start
    good = sum(full)
    return Throughput(good, good / took, len(full) - good, (time.process_time() - own) / took)
