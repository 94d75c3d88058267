"""Let the processes of a server share its connections evenly.

All watch the listening socket.  A process that has more connections than another waits a moment before it
takes the next, so that the other does; one that does not (it is busy, stopped or dead) is not waited for
longer than that.
"""

from __future__ import annotations

import asyncio
import logging
import select
import socket
import time
from collections.abc import Callable
from typing import Any

from qa.server.http.stopping import StoppingServer
from qa.server.processes.board import Place, Stage

log = logging.getLogger(__name__)

#: How long a process waits for others that have fewer connections while none of them takes one.
PATIENCE_SECONDS = 0.05
#: How often it looks meanwhile.
STEP_SECONDS = 0.001
#: A process that has not run its event loop for so long is not waited for.
SILENCE_SECONDS = 1.0
#: How long none is taken after the system refused one, for want of descriptors or memory.
SECONDS_AFTER_FAILURE = 1.0


class ConnectionShare:
    """Takes a process's share of the connections of a listening socket, from now until it is closed.

    Args:
        listener: Shared by the processes; does not block.
        place: Of this process.  The number of its connections is written there.
        protocol: Handles one connection; made with `options`.
    """

    def __init__(
        self, listener: socket.socket, place: Place, protocol: type[asyncio.Protocol], **options: Any
    ) -> None:
        self._listener = listener
        self._place = place
        self._protocol = _telling(protocol, self._ended)
        self._options = options
        self._open: set[asyncio.Protocol] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._queue = select.poll()
        self._queue.register(listener, select.POLLIN)
        self._loop = asyncio.get_running_loop()
        self._write_count()
        self._accepting = self._loop.create_task(self._accept())

    def close(self) -> None:
        """Take no more."""
        self._loop.remove_reader(self._listener)
        self._accepting.cancel()

    async def wait_closed(self) -> None:
        """Wait until what was taken is open."""
        await asyncio.gather(self._accepting, *self._opening, return_exceptions=True)

    # When --------------------------------------------------------------------------------------------------

    async def _accept(self) -> None:
        while True:
            await self._one_waits()
            if await self._is_left_to_us():
                await self._take()

    async def _one_waits(self) -> None:
        """Until a connection waits in the queue of the listening socket."""
        waits: asyncio.Future[None] = self._loop.create_future()

        def tell() -> None:
            self._loop.remove_reader(self._listener)
            if not waits.done():
                waits.set_result(None)

        self._loop.add_reader(self._listener, tell)
        await waits

    async def _is_left_to_us(self) -> bool:
        """Whether the connection that waits is to be taken by this process; not if another has taken it."""
        before, deadline = None, 0.0
        while fewer := self._with_fewer():
            if fewer != before:  # they take some: the one that waits now may be another
                before, deadline = fewer, time.monotonic() + PATIENCE_SECONDS
            elif time.monotonic() > deadline:
                break
            await asyncio.sleep(STEP_SECONDS)
            if not self._queue.poll(0):
                return False
        return True

    def _with_fewer(self) -> dict[int, int]:
        """The connections of each process that has fewer than this one and takes some, by its number."""
        board, since = self._place.board, time.monotonic() - SILENCE_SECONDS
        found = {}
        for number in range(board.processes):
            beat, stage = board.read(number)
            count = board.connections(number)
            if stage is Stage.READY and beat > since and count < self._place.connections:
                found[number] = count
        return found

    # Which -------------------------------------------------------------------------------------------------

    async def _take(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process has taken it, or the client has gone
        except OSError:
            log.exception("A connection could not be accepted.")
            await asyncio.sleep(SECONDS_AFTER_FAILURE)
            return
        connection.setblocking(False)
        protocol = self._protocol(**self._options)
        self._open.add(protocol)
        self._write_count()
        opening = self._loop.create_task(self._connect(connection, protocol))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    async def _connect(self, connection: socket.socket, protocol: asyncio.Protocol) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: protocol, connection)
        except Exception:
            log.exception("A connection could not be opened.")
            connection.close()
            self._ended(protocol)

    def _ended(self, protocol: asyncio.Protocol) -> None:
        self._open.discard(protocol)
        self._write_count()

    def _write_count(self) -> None:
        self._place.connections = len(self._open)


class SharingServer(StoppingServer):
    """The server in one of several processes, which takes its share of the connections.

    Args:
        place: Of this process.
        rest: As of `StoppingServer`.
    """

    def __init__(self, place: Place, *rest: Any, **named: Any) -> None:
        super().__init__(*rest, **named)
        self._place = place

    async def _accept(self, sockets: list[socket.socket] | None) -> None:
        await super()._accept([])  # the application starts, and nothing listens yet
        assert sockets is not None
        (listener,) = sockets
        listener.setblocking(False)
        listener.listen(self.config.backlog)
        share = ConnectionShare(
            listener,
            self._place,
            self.config.http_protocol_class,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        self.servers.append(share)  # type: ignore[arg-type]  # what uvicorn calls of a server, it has


def _telling(
    protocol: type[asyncio.Protocol], ended: Callable[[asyncio.Protocol], None]
) -> type[asyncio.Protocol]:
    """The same protocol, but it tells when its connection has ended."""

    def connection_lost(self: asyncio.Protocol, error: Exception | None) -> None:
        protocol.connection_lost(self, error)
        ended(self)

    return type(protocol.__name__, (protocol,), {"connection_lost": connection_lost})
