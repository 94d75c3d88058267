"""A process leaves a connection to one that has fewer, and takes it where that one does not."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest
import uvloop

from qa.server.processes import connection_share
from qa.server.processes.board import Board, Stage
from qa.server.processes.connection_share import SILENCE_SECONDS, ConnectionShare

Scenario = Callable[["Listening"], Coroutine[Any, Any, None]]
#: So long that a test which waits for it fails.
NEVER = 600.0
#: Steps in which a share that does not wait has long taken what there is.
MANY_STEPS = 50
OURS, OTHER = 0, 1


class Greeting(asyncio.Protocol):
    """Says hello."""

    def connection_made(self, transport: Any) -> None:
        transport.write(b"hello")


class FullOnce(socket.socket):
    """The process may open no more files when it first accepts."""

    refusals = 1

    def accept(self) -> tuple[socket.socket, Any]:
        if self.refusals:
            self.refusals -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


class Listening:
    """A share of a socket that a second process, which is only on the board, also has.

    Args:
        kind: Of the socket.
    """

    def __init__(self, kind: type[socket.socket]) -> None:
        self.board = Board(2)
        self.listener = kind(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.listener.setblocking(False)
        for number in (OURS, OTHER):
            self.board.write(number, Stage.READY)
        self.share = ConnectionShare(self.listener, self.board.place(OURS), Greeting)
        self.clients: list[Client] = []

    async def client(self) -> Client:
        """A new connection, which somebody may have taken or not."""
        self.clients.append(Client(*await asyncio.open_connection(*self.listener.getsockname())))
        return self.clients[-1]

    async def until_ours(self, count: int) -> None:
        """Wait until our process has so many connections; `run` limits it."""
        while self.board.connections(OURS) != count:
            await asyncio.sleep(0.001)

    async def close(self) -> None:
        """Close all."""
        self.share.close()
        self.listener.close()
        await self.share.wait_closed()
        for one in self.clients:
            await one.close()
        await self.until_ours(0)


class Client:
    """One end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def greeted(self) -> bool:
        """Wait for the greeting."""
        return await self.reader.readexactly(5) == b"hello"

    async def close(self) -> None:
        """End it."""
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


def run(
    loops: Callable[[], asyncio.AbstractEventLoop], scenario: Scenario, kind: type = socket.socket
) -> None:
    async def listen() -> None:
        listening = Listening(kind)
        try:
            await asyncio.wait_for(scenario(listening), 60)
        finally:
            await asyncio.wait_for(listening.close(), 60)

    with asyncio.Runner(loop_factory=loops) as runner:
        runner.run(listen())


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loops(request: pytest.FixtureRequest) -> Any:
    """Makes the event loop."""
    return request.param


def patience(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(connection_share, "PATIENCE_SECONDS", seconds)


def test_connections_are_counted_until_they_end(loops: Any) -> None:
    async def scenario(listening: Listening) -> None:
        listening.board.write_connections(OTHER, 9)
        clients = [await listening.client() for _ in range(3)]
        assert all([await one.greeted() for one in clients])
        await listening.until_ours(3)
        await clients[1].close()
        await listening.until_ours(2)

    run(loops, scenario)


def test_one_is_left_to_a_process_that_has_fewer(loops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    patience(monkeypatch, NEVER)

    async def scenario(listening: Listening) -> None:
        first, second = await listening.client(), await listening.client()
        assert await first.greeted()
        await asyncio.sleep(MANY_STEPS * connection_share.STEP_SECONDS)
        assert listening.board.connections(OURS) == 1  # the other has none
        taken, _ = listening.listener.accept()
        listening.board.write_connections(OTHER, 1)
        third = await listening.client()
        assert await third.greeted()  # both have one
        assert listening.board.connections(OURS) == 2
        taken.close()
        assert await second.reader.read() == b""

    run(loops, scenario)


def test_one_that_takes_nothing_is_not_waited_for_long(loops: Any) -> None:
    async def scenario(listening: Listening) -> None:
        clients = [await listening.client() for _ in range(4)]
        assert all([await one.greeted() for one in clients])
        assert listening.board.connections(OURS) == 4

    run(loops, scenario)


@pytest.mark.parametrize("stage", [Stage.LOADING, Stage.STOPPING, Stage.FAILED])
def test_one_that_is_not_ready_is_not_waited_for(
    loops: Any, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience(monkeypatch, NEVER)

    async def scenario(listening: Listening) -> None:
        listening.board.write(OTHER, stage)
        assert all([await (await listening.client()).greeted() for _ in range(3)])

    run(loops, scenario)


def test_one_that_is_silent_is_not_waited_for(loops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    patience(monkeypatch, NEVER)

    async def scenario(listening: Listening) -> None:
        assert await (await listening.client()).greeted()
        await asyncio.sleep(SILENCE_SECONDS)
        assert await (await listening.client()).greeted()

    run(loops, scenario)


def test_after_a_failure_it_goes_on(loops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_share, "SECONDS_AFTER_FAILURE", 0.01)

    async def scenario(listening: Listening) -> None:
        assert await (await listening.client()).greeted()

    run(loops, scenario, FullOnce)
