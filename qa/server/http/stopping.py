"""uvicorn's server, which says that it stops before it does, and then stops within some seconds."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

import uvicorn

log = logging.getLogger(__name__)

#: After SIGTERM connections are accepted for so long, so that whoever asks `/ready` learns of it.
SECONDS_TO_TELL = 1.0
#: From a signal to the end of the process, whatever is still running.  What was acknowledged is on the disk.
SECONDS_TO_END = 8.0


class StoppingServer(uvicorn.Server):
    """Tells the application of its end before it refuses connections.

    Args:
        config: uvicorn's.
        started: Called when connections are accepted.
        beat: Called ten times a second.
        stopping: Called when the server was told to stop, on the event loop.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        started: Callable[[], None],
        beat: Callable[[], None],
        stopping: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._when_started = started
        self._beat = beat
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections."""
        await self._accept(sockets)
        self._when_started()

    async def _accept(self, sockets: list[socket.socket] | None) -> None:
        await super().startup(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Show that the event loop runs."""
        self._beat()
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal stops at once."""
        if not self.should_exit:
            last = threading.Timer(SECONDS_TO_END, _end)
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that it stops, wait a moment, then refuse connections and finish what is running."""
        self._stopping()
        if signal.SIGTERM in self._captured_signals:
            await asyncio.sleep(SECONDS_TO_TELL)
        await super().shutdown(sockets)


def _end() -> None:
    log.error("What is running did not end within %g seconds.", SECONDS_TO_END)
    logging.shutdown()
    os._exit(1)
