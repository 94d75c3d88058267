"""Access rules: the scope that each address needs.  An address without a rule is refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from starlette.routing import Match, Route

from qa.server.auth.scopes import Scope
from qa.server.http import encoded_slashes as encoded_slashes  # registers the convertor of `{id:document}`

ASK, INGEST, ADMIN = Scope
#: Addresses whose rules are remembered.
MOST_REMEMBERED = 256


class Rule(NamedTuple):
    """What a request to an address needs.

    Args:
        methods: HTTP methods, separated by blanks.
        path: The route's path; that of a mount ends in `{path:path}`.
        scope: The needed scope; None if everyone may call it.
        page: An HTML page, for which a session replaces a key.
        always_keyed: Needs a key even while the service needs none elsewhere.
        frameable: Pages of the publishable keys' origins may show it in a frame.
        event: What the audit log calls it; empty where it is not logged.
    """

    methods: str
    path: str
    scope: Scope | None
    page: bool = False
    always_keyed: bool = False
    frameable: bool = False
    event: str = ""

    @property
    def allows_cors(self) -> bool:
        """Whether scripts of other sites may call it with a publishable key."""
        return self.scope is ASK and not self.page


RULES = (
    Rule("POST", "/v1/ask", ASK, event="ask"),
    Rule("POST", "/v1/search", ASK, event="search"),
    Rule("POST", "/v1/chat", ASK, event="ask"),
    Rule("GET", "/v1/suggestions", ASK),
    Rule("POST", "/v1/chat/completions", ASK, event="ask"),
    Rule("GET", "/v1/models", ASK),
    Rule("GET", "/v1/models/{model:path}", ASK),
    Rule("POST", "/v1/feedback", ASK, event="feedback"),
    Rule("GET", "/v1/feedback", ADMIN, event="read feedback"),
    Rule("GET", "/v1/insights", ADMIN, event="read insights"),
    Rule("DELETE", "/v1/insights/questions/{id}", ADMIN, event="erase question"),
    Rule("GET POST DELETE", "/mcp", ASK, event="mcp"),
    Rule("GET", "/v1/documents/{id:path}/versions/{version}/text", ASK, event="read document"),
    Rule("GET", "/v1/documents/{id:path}/original", ASK, event="read document"),
    Rule("GET", "/v1/documents/{id:document}", ASK, event="read document"),
    Rule("GET", "/v1/documents", ASK),
    Rule("GET", "/v1/collections", ASK),
    Rule("GET", "/v1/collections/{name}", ASK),
    Rule("POST", "/v1/collections", INGEST, event="create collection"),
    Rule("PATCH", "/v1/collections/{name}", ADMIN, event="change collection"),
    Rule("DELETE", "/v1/collections/{name}", ADMIN, event="delete collection"),
    Rule("POST", "/v1/pages", INGEST, event="add pages"),
    Rule("GET", "/v1/sources", ASK),
    Rule("DELETE", "/v1/sources/{name}", INGEST, event="delete source"),
    Rule("POST", "/v1/documents", INGEST, event="add documents"),
    Rule("PUT", "/v1/documents/{id:document}", INGEST, event="add documents"),
    Rule("PATCH", "/v1/documents/{id:document}", INGEST, event="change document"),
    Rule("DELETE", "/v1/documents/{id:document}", INGEST, event="delete document"),
    Rule("GET", "/v1/jobs", INGEST),
    Rule("GET", "/v1/jobs/{id}", INGEST),
    Rule("GET", "/v1/jobs/{id}/events", INGEST),
    Rule("POST", "/v1/jobs/{id}/cancel", INGEST, event="cancel job"),
    Rule("GET", "/v1/keys", ADMIN, always_keyed=True, event="list keys"),
    Rule("PATCH", "/v1/keys/{id}", ADMIN, always_keyed=True, event="change key"),
    Rule("DELETE", "/v1/keys/{id}", ADMIN, always_keyed=True, event="revoke key"),
    Rule("GET", "/", ASK, page=True),
    Rule("GET", "/documents", ASK, page=True),
    Rule("GET", "/documents/{id:path}", ASK, page=True, frameable=True, event="read document"),
    Rule("GET", "/originals/{version}", ASK, page=True, event="read document"),
    Rule("GET", "/originals/{version}/pages/{page}", ASK, page=True),
    Rule("GET", "/insights", ADMIN, page=True, event="read insights"),
    Rule("GET", "/insights/questions.csv", ADMIN, page=True, event="read insights"),
    Rule("GET", "/insights/eval-set.jsonl", ADMIN, page=True, event="read insights"),
    Rule("POST", "/insights/erase", ADMIN, page=True, event="erase question"),
    Rule("GET", "/sign-in", None, page=True),
    Rule("POST", "/sign-in", None, page=True, event="sign in"),
    Rule("GET", "/sign-in/provider", None, page=True),
    Rule("GET", "/sign-in/callback", None, page=True, event="sign in"),
    Rule("POST", "/sign-out", None, page=True, event="sign out"),
    Rule("GET", "/health", None),
    Rule("GET", "/ready", None),
    Rule("GET", "/metrics", ADMIN),
    Rule("GET HEAD", "/widget.js", None),
    Rule("GET HEAD", "/widget-{version}.js", None),
    Rule("GET HEAD", "/logo", None),
    Rule("GET HEAD", "/favicon.ico", None),
    Rule("GET HEAD", "/docs", None),
    Rule("GET HEAD", "/openapi.json", None),
    Rule("GET HEAD", "/static/swagger/{path:path}", None),
    Rule("GET HEAD", "/static/{path:path}", None),
)


def _no_endpoint() -> None:
    """Stands for an endpoint: the routes below are only matched, never called."""


#: Each rule with a route that matches its path as the router does.
_ROUTES = [(Route(rule.path, _no_endpoint), rule) for rule in RULES]


@lru_cache(MOST_REMEMBERED)
def rules_of(path: str, root_path: str = "") -> Mapping[str, Rule]:
    """The rule of each method that may be used at `path`; empty if no rule declares the path.

    Args:
        path: The path of an ASGI scope.
        root_path: The prefix of `path` under which the application is mounted.
    """
    scope = {"type": "http", "method": "GET", "path": path, "root_path": root_path}
    found: dict[str, Rule] = {}
    for route, rule in _ROUTES:
        if route.matches(scope)[0] is not Match.NONE:
            for method in rule.methods.split():
                found.setdefault(method, rule)
    return MappingProxyType(found)
