"""`/mcp`: the Model Context Protocol over streamable HTTP, with the tools `ask`, `search` and `get_passage`.

The protocol is stateless here.  Its application is called from one route of ours, so that our middleware and
dependencies hold for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from mcp.server.mcpserver import MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from qa.release import release
from qa.server.http.loopback import is_loopback
from qa.server.routes.mcp.tools import Tools
from qa.server.state import ServerState

router = APIRouter(tags=["mcp"])

_INSTRUCTIONS = (
    "Ask and search the user's own documents. Every citation quotes a document exactly: quote it unchanged "
    "and give its url. If `ask` abstains, the documents do not answer the question: say so."
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class _ProtocolResponse(Response):
    """A response that the protocol's own application writes."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the protocol's application."""
        await self._manager.handle_request(scope, receive, send)


@router.api_route("/mcp", methods=["GET", "POST", "DELETE"], include_in_schema=False)
async def endpoint(request: Request) -> Response:
    """Answer a request of the protocol."""
    return _ProtocolResponse(request.app.state.mcp)


@asynccontextmanager
async def serve(app: FastAPI, state: ServerState) -> AsyncIterator[None]:
    """Serve the protocol while the application runs."""
    server = _make_server(state)
    # Called for the session manager that it makes; the route above takes the place of its application.
    server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        transport_security=_security_settings(state.service.settings.host),
    )
    app.state.mcp = server.session_manager
    async with server.session_manager.run():
        yield


def _security_settings(host: str) -> TransportSecuritySettings:
    """On a loopback address accept only loopback hosts and origins, so that no web page can call it."""
    if not is_loopback(host):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    hosts = [name for local in _LOOPBACK_HOSTS for name in (local, f"{local}:*")]
    return TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"http://{name}" for name in hosts]
    )


def _make_server(state: ServerState) -> MCPServer:
    server: MCPServer = MCPServer(
        "sourceline", title="Sourceline", instructions=_INSTRUCTIONS, version=release()
    )
    tools = Tools(state)
    for title, tool in (
        ("Ask the documents", tools.ask),
        ("Search the documents", tools.search),
        ("Read a passage", tools.get_passage),
    ):
        server.tool(title=title, annotations=_READ_ONLY)(tool)
    return server
