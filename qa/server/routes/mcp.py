"""`/mcp`: the Model Context Protocol over streamable HTTP, with the tools `ask`, `search`, `get_passage`.

Stateless.  The protocol's own application is one route of ours, so that what routes depend on holds for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from ipaddress import ip_address
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from index.errors import SourcelineError
from qa.schemas import LONGEST_QUESTION
from qa.server.auth.caller import caller_of
from qa.server.auth.citation_links import Links, links_of
from qa.server.routes import mcp_tools as tools
from qa.server.routes.health import release
from qa.server.routes.mcp_tools import Answered, Found, PassageText
from qa.server.state import Running

router = APIRouter(tags=["mcp"])
T = TypeVar("T")

_INSTRUCTIONS = (
    "Ask and search the user's own documents. Every citation quotes a document exact to the character; "
    "quote it as it is and give its url. When `ask` abstains, the documents do not answer: say so."
)
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_LOCAL = ("127.0.0.1", "localhost", "[::1]")

Asked = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUESTION, description="A question that stands alone.")
]
Shelf = Annotated[str, Field(max_length=100, description="The collection to search.")]
Top = Annotated[int, Field(ge=1, le=100, description="How many passages to return.")]
Filters = Annotated[
    dict[str, Any] | None, Field(description='Metadata the documents must have: `{"year": {"$gte": 2020}}`.')
]


class _Protocol(Response):
    """A response that the protocol's own application gives."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request over."""
        await self._manager.handle_request(scope, receive, send)


@router.api_route("/mcp", methods=["GET", "POST", "DELETE"], include_in_schema=False)
async def endpoint(request: Request) -> Response:
    """Speak the protocol."""
    return _Protocol(request.app.state.mcp)


@asynccontextmanager
async def running_in(app: FastAPI, running: Running) -> AsyncIterator[None]:
    """Serve the protocol while the application runs."""
    host = running.service.settings.host
    manager = StreamableHTTPSessionManager(
        app=_server(running)._lowlevel_server,
        json_response=True,
        stateless=True,
        security_settings=_security(host),
    )
    app.state.mcp = manager
    async with manager.run():
        yield


def _security(host: str) -> TransportSecuritySettings:
    """On a loopback address no other host or origin is taken, so that no web page reaches it."""
    if not _loopback(host):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    hosts = [name for local in _LOCAL for name in (local, f"{local}:*")]
    return TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"http://{name}" for name in hosts]
    )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _server(running: Running) -> MCPServer:
    server: MCPServer = MCPServer(
        "sourceline", title="Sourceline", instructions=_INSTRUCTIONS, version=release()
    )
    service = running.service

    async def run(ctx: Context, collection: str, work: Callable[[], T]) -> T:
        try:
            caller_of(_request(ctx)).check(collection)
            return await running.questions.run(work)
        except SourcelineError as error:
            raise ToolError(str(error)) from error
        except ValidationError as error:
            raise ToolError(error.errors()[0]["msg"]) from error

    @server.tool(title="Ask the documents", annotations=_READS)
    async def ask(
        question: Asked,
        ctx: Context,
        collection: Shelf = "default",
        filters: Filters = None,
        max_error_rate: Annotated[
            float | None, Field(ge=0, le=1, description="How often it may be wrong.")
        ] = None,
    ) -> Annotated[CallToolResult, Answered]:
        """A short answer from the documents with its citations, or an abstention when they do not say."""
        fields = {"question": question, "collection": collection, "filters": filters}
        work = partial(tools.ask, service, {**fields, "max_error_rate": max_error_rate}, *_addresses(ctx))
        return _result(*await run(ctx, collection, work))

    @server.tool(title="Search the documents", annotations=_READS)
    async def search(
        question: Asked, ctx: Context, collection: Shelf = "default", top_k: Top = 5, filters: Filters = None
    ) -> Annotated[CallToolResult, Found]:
        """The passages nearest to a question, best first, each with its citation."""
        fields = {"question": question, "collection": collection, "top_k": top_k, "filters": filters}
        return _result(*await run(ctx, collection, partial(tools.search, service, fields, *_addresses(ctx))))

    @server.tool(title="Read a passage", annotations=_READS)
    async def get_passage(
        document_id: Annotated[str, Field(description="As a citation names it.")],
        version: Annotated[str, Field(description="As a citation names it.")],
        start: Annotated[int, Field(ge=0, description="Code points, inclusive.")],
        end: Annotated[int, Field(ge=0, description="Exclusive.")],
        ctx: Context,
        collection: Shelf = "default",
    ) -> Annotated[CallToolResult, PassageText]:
        """The text of a document's version from start to end: check a citation, or read around it."""
        span = start, end
        work = partial(tools.passage, service, collection, document_id, version, span, *_addresses(ctx))
        found = await run(ctx, collection, work)
        return _result(found.text, found)

    return server


def _addresses(ctx: Context) -> tuple[Links, str]:
    """What makes the addresses of citations, and the service's own as the client called it."""
    request = _request(ctx)
    return links_of(request), str(request.base_url)


def _request(ctx: Context) -> Request:
    request = ctx.request_context.request
    assert isinstance(request, Request)
    return request


def _result(text: str, structured: BaseModel) -> CallToolResult:
    content = TextContent(type="text", text=text)
    return CallToolResult(content=[content], structured_content=structured.model_dump(mode="json"))
