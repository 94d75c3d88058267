"""Answer only under the names that are set, so that no other name leads a browser here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.server.http.problems import problem_from_status, problem_response

_PORT = re.compile(r":[0-9]*$")
#: What a load balancer asks by address; it tells nothing.
_ANYWHERE = ("/health", "/ready")


class TrustedHostsMiddleware:
    """ASGI middleware that refuses requests to other hosts.

    Args:
        hosts: Names; `*.example.org` is every name below that.  Empty lets all through.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = [host.lower() for host in hosts]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or not self._hosts or scope["path"] in _ANYWHERE or self._trusts(scope):
            await self._app(scope, receive, send)
            return
        detail = "This service does not answer under that name."
        problem = problem_from_status(421, detail, scope["path"])
        await problem_response(problem, {"Cache-Control": "no-store"})(scope, receive, send)

    def _trusts(self, scope: Scope) -> bool:
        name = _PORT.sub("", Headers(scope=scope).get("host", "")).lower().rstrip(".")
        return any(
            name == host or (host.startswith("*.") and name.endswith(host[1:]) and name != host[2:])
            for host in self._hosts
        )
