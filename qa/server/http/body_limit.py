"""Middleware that refuses a request body that is too long, while it streams in."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimitMiddleware:
    """ASGI middleware that counts a body's bytes as the application reads them.

    The `Content-Length` header is not enough: a chunked body has none.  FastAPI's own `max_body_size` answers
    in plain text.

    Args:
        max_bytes: The longest body.
        max_bytes_by_path: Other limits, by path; one that ends in a slash stands for every path below it.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, max_bytes_by_path: Mapping[str, int]) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._max_bytes_by_path = max_bytes_by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        read = int(announced) if announced.isdecimal() and int(announced) > limit else 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive() if read <= limit else None
            if message is not None and message["type"] == "http.request":
                read += len(message.get("body", b""))
            if message is None or read > limit:
                raise HTTPException(
                    413, f"The body is longer than {limit:,} bytes, the limit of this address."
                )
            return message

        await self._app(scope, receive_counted, send)

    def _limit(self, path: str) -> int:
        for start, limit in self._max_bytes_by_path.items():
            if path == start or (start.endswith("/") and path.startswith(start)):
                return limit
        return self._max_bytes
