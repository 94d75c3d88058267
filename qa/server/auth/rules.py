"""Which scope each address needs: the one list.  What is not in it is not there, whatever routes exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.routing import compile_path

from qa.server.auth.scopes import Scope

ASK, INGEST, ADMIN = Scope


class Rule(NamedTuple):
    """What an address needs.

    Args:
        methods: HTTP methods, parted by blanks.
        path: As the route has it; a mount's ends in `{path:path}`.
        scope: None for everyone.
        page: For people: who is signed in needs no key.
        keyed: Needs a key even where the service runs open.
        framed: May be shown in a frame of the publishable keys' origins.
    """

    methods: str
    path: str
    scope: Scope | None
    page: bool = False
    keyed: bool = False
    framed: bool = False

    @property
    def for_browsers(self) -> bool:
        """Whether a script of another site may call it, with a publishable key."""
        return self.scope is ASK and not self.page


RULES = (
    Rule("POST", "/v1/ask", ASK),
    Rule("POST", "/v1/search", ASK),
    Rule("POST", "/v1/chat", ASK),
    Rule("POST", "/v1/chat/completions", ASK),
    Rule("GET", "/v1/models", ASK),
    Rule("GET", "/v1/models/{model:path}", ASK),
    Rule("POST", "/v1/feedback", ASK),
    Rule("GET", "/v1/feedback", ADMIN),
    Rule("GET POST DELETE", "/mcp", ASK),
    Rule("GET", "/v1/documents/{id:path}/versions/{version}/text", ASK),
    Rule("GET", "/v1/documents/{id:path}", ASK),
    Rule("GET", "/v1/documents", ASK),
    Rule("GET", "/v1/collections", ASK),
    Rule("POST", "/v1/documents", INGEST),
    Rule("DELETE", "/v1/documents/{id:path}", INGEST),
    Rule("GET", "/v1/jobs", INGEST),
    Rule("GET", "/v1/jobs/{id}", INGEST),
    Rule("GET", "/v1/keys", ADMIN, keyed=True),
    Rule("DELETE", "/v1/keys/{id}", ADMIN, keyed=True),
    Rule("GET", "/", ASK, page=True),
    Rule("GET", "/documents", ASK, page=True),
    Rule("GET", "/documents/{id:path}", ASK, page=True, framed=True),
    Rule("GET POST", "/sign-in", None, page=True),
    Rule("POST", "/sign-out", None, page=True),
    Rule("GET", "/health", None),
    Rule("GET", "/ready", None),
    Rule("GET HEAD", "/widget.js", None),
    Rule("GET HEAD", "/docs", None),
    Rule("GET HEAD", "/openapi.json", None),
    Rule("GET HEAD", "/static/swagger/{path:path}", None),
    Rule("GET HEAD", "/static/{path:path}", None),
)
_MATCHERS = [(compile_path(rule.path)[0], rule) for rule in RULES]


def rules_of(path: str) -> Mapping[str, Rule]:
    """The rule of each method that may be used at `path`; none where nothing is declared."""
    found: dict[str, Rule] = {}
    for pattern, rule in _MATCHERS:
        if pattern.match(path):
            for method in rule.methods.split():
                found.setdefault(method, rule)
    return found
