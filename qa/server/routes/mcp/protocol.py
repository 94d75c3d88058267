"""The server of the Model Context Protocol, with its tools; imported when it is first asked.

Its library takes a third of a second to import, and most servers are never asked.
"""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from qa.release import release
from qa.server.routes.mcp.tool_errors import described, unknown
from qa.server.routes.mcp.tools import Tools
from qa.server.state import ServerState

_INSTRUCTIONS = (
    "Ask and search the user's own documents. Every citation quotes a document exactly: quote it unchanged "
    "and give its url. If `ask` abstains, no answer was found: say so, and do not guess. Its `passages` are "
    "then the nearest there are. `list_collections` and `list_documents` say what can be asked about."
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class _PlainServer(MCPServer[Any]):
    """A server whose errors say which argument is wrong and what to do."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; `query` is accepted for `question`.  Raises `ToolError`."""
        tools = {tool.name: [*tool.input_schema["properties"]] for tool in await self.list_tools()}
        if name not in tools:
            raise ToolError(f"There is no tool {name!r}. Call {', '.join(tools)}.")
        sent, known = _with_question(arguments, tools[name]), tools[name]
        if wrong := [one for one in sent if one not in known]:
            raise ToolError("\n".join(unknown(one, known) for one in wrong))
        try:
            return await super().call_tool(name, sent, context)
        except UnexpectedToolError:  # it tells nothing of the inside, and is logged
            raise
        except ToolError as error:
            cause = error.__cause__
            told = described(cause) if isinstance(cause, ValidationError) else str(cause or error)
            if sent is not arguments and told.startswith("question:"):
                told = "query:" + told.removeprefix("question:")
            raise ToolError(told) from error


def _with_question(arguments: dict[str, Any], known: list[str]) -> dict[str, Any]:
    """The arguments with `query` as the `question` of a tool that takes one."""
    if "question" not in known or "query" not in arguments or "question" in arguments:
        return arguments
    return {"question" if name == "query" else name: value for name, value in arguments.items()}


def session_manager(state: ServerState) -> StreamableHTTPSessionManager:
    """What answers requests of the protocol while its `run` is entered."""
    server = _make_server(state)
    # Called for the session manager that it makes; a route of ours takes the place of its application.
    server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        # `endpoint` checks that no web page calls an open service, and a key is needed elsewhere.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return server.session_manager


def _make_server(state: ServerState) -> MCPServer:
    server = _PlainServer("sourceline", title="Sourceline", instructions=_INSTRUCTIONS, version=release())
    tools = Tools(state)
    for title, tool in (
        ("Ask the documents", tools.ask),
        ("Search the documents", tools.search),
        ("Read a passage", tools.get_passage),
        ("List the collections", tools.list_collections),
        ("List the documents of a collection", tools.list_documents),
    ):
        server.tool(title=title, annotations=_READ_ONLY)(tool)
    return server
