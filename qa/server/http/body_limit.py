"""Refuse bodies that are too long while they stream in, whatever their headers say."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """ASGI middleware that counts the bytes of a body as the application reads them.

    (FastAPI's own `max_body_size` answers in plain text.)

    Args:
        most: Bytes a body may have.
        exceptions: Other limits, by path.
    """

    def __init__(self, app: ASGIApp, most: int, exceptions: Mapping[str, int]) -> None:
        self._app = app
        self._most = most
        self._exceptions = exceptions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._exceptions.get(scope["path"], self._most)
        announced = Headers(scope=scope).get("content-length", "")
        seen = int(announced) if announced.isdecimal() and int(announced) > most else 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive() if seen <= most else None
            if message is not None and message["type"] == "http.request":
                seen += len(message.get("body", b""))
            if message is None or seen > most:
                raise HTTPException(413, f"The body is longer than the {most:,} bytes that this call takes.")
            return message

        await self._app(scope, counted, send)
