"""`/mcp`: the Model Context Protocol over streamable HTTP, whose tools are those of `Tools`.

The protocol is stateless here.  Its application is called from one route of ours, so that our middleware and
dependencies hold for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from qa.server.auth.caller import CurrentCaller
from qa.server.auth.errors import Forbidden
from qa.server.http.loopback import is_loopback
from qa.server.state import ServerState

router = APIRouter(tags=["mcp"])


class _Protocol:
    """The protocol's application, which is started by its first request."""

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self._wanted = asyncio.Event()
        self._manager: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Wait for the first request, then answer until cancelled."""
        await self._wanted.wait()
        try:
            manager = await asyncio.to_thread(_made, self._state)
        except Exception as error:
            self._manager.set_exception(error)
            raise
        async with manager.run():
            self._manager.set_result(manager)
            await asyncio.Event().wait()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        self._wanted.set()
        manager = await asyncio.shield(self._manager)
        await manager.handle_request(scope, receive, send)


def _made(state: ServerState) -> Any:
    from qa.server.routes.mcp.protocol import session_manager

    return session_manager(state)


class _ProtocolResponse(Response):
    """A response that the protocol's own application writes."""

    def __init__(self, protocol: _Protocol) -> None:
        super().__init__()
        self._protocol = protocol

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the protocol's application."""
        await self._protocol.handle(scope, receive, send)


@router.api_route("/mcp", methods=["GET", "POST", "DELETE"], include_in_schema=False)
async def endpoint(request: Request, caller: CurrentCaller) -> Response:
    """Answer a request of the protocol; with a key under every name by which the service is reached."""
    if caller.key is None and not _is_of_this_machine(request):
        raise Forbidden(
            "While there are no keys, only programs on this machine may use this.",
            hint="`qa keys create` makes one.",
        )
    if request.method == "GET":  # a stream of what the server says by itself, which is nothing
        raise HTTPException(405, headers={"Allow": "POST, DELETE"})
    return _ProtocolResponse(request.app.state.mcp)


def _is_of_this_machine(request: Request) -> bool:
    """Whether a program here asks, and no web page: by the name that it asks, and where a page stands."""
    named = [f"//{request.headers.get('host', '')}", *request.headers.getlist("origin")]
    return all(is_loopback(urlsplit(one).hostname or "") for one in named)


@asynccontextmanager
async def serve(app: FastAPI, state: ServerState) -> AsyncIterator[None]:
    """Serve the protocol while the application runs."""
    app.state.mcp = _Protocol(state)
    running = asyncio.create_task(app.state.mcp.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])
