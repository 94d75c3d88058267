"""`/mcp`: the Model Context Protocol over streamable HTTP, with the tools `ask`, `search` and `get_passage`.

The protocol is stateless here.  Its application is called from one route of ours, so that our middleware and
dependencies hold for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
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
from index.search.filters import DEEPEST, MOST_TERMS
from index.store.catalog.collections import DEFAULT
from qa.release import release
from qa.schemas import LONGEST_QUESTION
from qa.server.auth.caller import caller_of
from qa.server.auth.citation_links import CitationLinks, citation_links_of
from qa.server.http.loopback import is_loopback
from qa.server.http.validation_messages import field_errors
from qa.server.routes.mcp import tool_results as tools
from qa.server.routes.mcp.tool_results import AskResult, SearchResult, SpanResult
from qa.server.state import ServerState

router = APIRouter(tags=["mcp"])
T = TypeVar("T")

_INSTRUCTIONS = (
    "Ask and search the user's own documents. Every citation quotes a document exactly: quote it unchanged "
    "and give its url. If `ask` abstains, the documents do not answer the question: say so."
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")

Question = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUESTION, description="A question that stands alone.")
]
CollectionName = Annotated[str, Field(max_length=100, description="The collection to search.")]
TopK = Annotated[int, Field(ge=1, le=100, description="How many passages to return.")]
Filters = Annotated[
    dict[str, Any] | None,
    Field(
        description='A condition on the metadata of documents: `{"year": {"$gte": 2020}}`. '
        f"At most {MOST_TERMS} conditions, {DEEPEST} deep."
    ),
]
AsOf = Annotated[
    str | None,
    Field(max_length=100, description="Answer from the versions that were current then: an ISO 8601 date."),
]
MaxErrorRate = Annotated[
    float | None, Field(ge=0, le=1, description="The highest acceptable probability of a wrong answer.")
]


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
    service = state.service

    async def run(ctx: Context, collection: str, work: Callable[[], T]) -> T:
        try:
            caller_of(_request(ctx)).require_collection(collection)
            return await state.questions.run(work)
        except SourcelineError as error:
            raise ToolError(str(error)) from error
        except ValidationError as error:
            first = field_errors(error.errors())[0]
            raise ToolError(f"{first.field}: {first.detail} {first.hint}") from error

    @server.tool(title="Ask the documents", annotations=_READ_ONLY)
    async def ask(
        question: Question,
        ctx: Context,
        collection: CollectionName = DEFAULT,
        filters: Filters = None,
        max_error_rate: MaxErrorRate = None,
        as_of: AsOf = None,
    ) -> Annotated[CallToolResult, AskResult]:
        """A short answer from the documents with its citations, or an abstention if they do not answer."""
        fields = {"question": question, "collection": collection, "filters": filters, "as_of": as_of}
        work = partial(
            tools.ask, service, {**fields, "max_error_rate": max_error_rate}, *_link_arguments(ctx)
        )
        return _result(*await run(ctx, collection, work))

    @server.tool(title="Search the documents", annotations=_READ_ONLY)
    async def search(
        question: Question,
        ctx: Context,
        collection: CollectionName = DEFAULT,
        top_k: TopK = 5,
        filters: Filters = None,
        as_of: AsOf = None,
    ) -> Annotated[CallToolResult, SearchResult]:
        """The passages nearest to a question, best first, each with its citation."""
        fields = {"question": question, "collection": collection, "top_k": top_k, "filters": filters}
        work = partial(tools.search, service, {**fields, "as_of": as_of}, *_link_arguments(ctx))
        return _result(*await run(ctx, collection, work))

    @server.tool(title="Read a passage", annotations=_READ_ONLY)
    async def get_passage(
        document_id: Annotated[str, Field(description="`document_id` of a citation.")],
        version: Annotated[str, Field(description="`version` of a citation.")],
        start: Annotated[int, Field(ge=0, description="Code points, inclusive.")],
        end: Annotated[int, Field(ge=0, description="Exclusive.")],
        ctx: Context,
        collection: CollectionName = DEFAULT,
    ) -> Annotated[CallToolResult, SpanResult]:
        """The text of a document's version from start to end: to check a citation or read its context."""
        span = start, end
        arguments = (collection, document_id, version, span, *_link_arguments(ctx))
        found = await run(ctx, collection, partial(tools.read_span, service, *arguments))
        return _result(found.text, found)

    return server


def _link_arguments(ctx: Context) -> tuple[CitationLinks, str]:
    """What makes absolute links of citations: the signer, and the service's URL as the client called it."""
    request = _request(ctx)
    return citation_links_of(request), str(request.base_url)


def _request(ctx: Context) -> Request:
    request = ctx.request_context.request
    assert isinstance(request, Request)
    return request


def _result(text: str, structured: BaseModel) -> CallToolResult:
    content = TextContent(type="text", text=text)
    return CallToolResult(content=[content], structured_content=structured.model_dump(mode="json"))
