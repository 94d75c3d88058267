"""How long the sender of a request waits: as long as it says, and as long as it stays connected."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import partial
from typing import TypeVar

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import Overloaded

T = TypeVar("T")

#: RFC 7240: how many seconds a client is prepared to wait.
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*(\d{1,9})(?=$|[,;\s])", re.IGNORECASE)


class Patience:
    """How long the sender of one request waits.

    Args:
        seconds: From now on; None if it does not say.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._gone = asyncio.Event()
        self._callbacks: set[Callable[[], None]] = set()

    @property
    def seconds_left(self) -> float | None:
        """Until the deadline, at least 0; None if there is none."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    @property
    def is_gone(self) -> bool:
        """Whether the sender has closed the connection."""
        return self._gone.is_set()

    def leave(self) -> None:
        """The sender has closed the connection."""
        self._gone.set()
        for callback in [*self._callbacks]:
            callback()

    async def until_gone(self) -> None:
        """Wait until the sender closes the connection, or has its response."""
        await self._gone.wait()

    def on_leaving(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` when the sender leaves; returns what undoes this."""
        self._callbacks.add(callback)
        return lambda: self._callbacks.discard(callback)


_CURRENT: ContextVar[Patience | None] = ContextVar("patience", default=None)


def current_patience() -> Patience | None:
    """That of the sender of the request that this task answers; None where there is no request."""
    return _CURRENT.get()


async def wait_patiently(work: Awaitable[T], seconds: float | None) -> T:
    """Await `work` as long as the sender of the current request waits; it is cancelled then.

    Args:
        seconds: How long a sender waits that does not say; None for as long as it takes.

    Raises:
        Overloaded: The time is up.
        ClientDisconnect: The sender has left.
    """
    patience = current_patience()
    if patience is not None and patience.seconds_left is not None:
        seconds = patience.seconds_left
    waiter = asyncio.ensure_future(work)
    stay = patience.on_leaving(partial(_cancel, waiter)) if patience else None
    try:
        async with asyncio.timeout(seconds):
            return await waiter
    except TimeoutError:
        raise Overloaded(
            f"It was not done within {seconds:.3g} seconds.", hint="Send it again later."
        ) from None
    except asyncio.CancelledError:
        if patience is not None and patience.is_gone:
            raise ClientDisconnect from None
        raise
    finally:
        if stay:
            stay()


def _cancel(waiter: asyncio.Future[T]) -> None:
    waiter.cancel()


class PatienceMiddleware:
    """ASGI middleware that notes how long a client waits and when it leaves.

    It reads ahead only when the body is complete: what comes then is the end of the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        patience = Patience(_wait(Headers(scope=scope)))
        watching: list[asyncio.Task[None]] = []

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            patience.leave()

        async def receive_watched() -> Message:
            if watching:
                await patience.until_gone()
                return {"type": "http.disconnect"}
            message = await receive()
            if message["type"] == "http.disconnect":
                patience.leave()
            elif not message.get("more_body", False):
                watching.append(asyncio.create_task(watch()))
            return message

        token = _CURRENT.set(patience)
        try:
            await self._app(scope, receive_watched, send)
        finally:
            _CURRENT.reset(token)
            for task in watching:
                task.cancel()


def _wait(headers: Headers) -> float | None:
    """The seconds of `Prefer: wait=`; None if there is none, or it is not understood."""
    found = _WAIT.search(",".join(headers.getlist("prefer")))
    return float(found[1]) if found else None
