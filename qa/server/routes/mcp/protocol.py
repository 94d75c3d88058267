"""The server of the Model Context Protocol, with its tools; imported when it is first asked.

Its library takes a third of a second to import, and most servers are never asked.
"""

from __future__ import annotations

from mcp.server.mcpserver import MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations

from qa.release import release
from qa.server.routes.mcp.tools import Tools
from qa.server.state import ServerState

_INSTRUCTIONS = (
    "Ask and search the user's own documents. Every citation quotes a document exactly: quote it unchanged "
    "and give its url. If `ask` abstains, the documents do not answer the question: say so."
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


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
