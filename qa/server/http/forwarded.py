"""What a trusted proxy says of a request: who sent it, over which scheme, to which name.

Only the headers of proxies that are named in the settings are believed: anybody can send them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import InvalidInput

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: Addresses of which it is remembered whether they are those of proxies.
MOST_REMEMBERED = 1024
#: The key under which an ASGI scope says that a trusted proxy sent the request.
BY_PROXY = "sourceline.by_proxy"
#: The key under which it has the name that the connection was addressed to.
SENT_TO = "sourceline.sent_to"


def networks(given: Sequence[str], field: str) -> list[Network]:
    """Addresses and networks.  Raises `InvalidInput`."""
    try:
        return [ipaddress.ip_network(one, strict=False) for one in given]
    except ValueError as error:
        raise InvalidInput(f"{error}.", field=field, hint="Write addresses such as 10.0.0.0/8.") from error


class ForwardedMiddleware:
    """ASGI middleware that lets the headers of trusted proxies stand for what the connection says.

    Args:
        proxies: Addresses of proxies.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[Network]) -> None:
        self._app = app
        self._proxies = proxies
        self._trusts = lru_cache(MOST_REMEMBERED)(self._is_proxy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as the proxy received it."""
        if scope["type"] == "http" and self._trusts((scope.get("client") or ("",))[0]):
            scope = self._as_received({**scope, BY_PROXY: True})
        await self._app(scope, receive, send)

    def _is_proxy(self, address: str) -> bool:
        if not self._proxies:
            return False
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)

    def _as_received(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        scheme = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        senders = [one.strip() for one in headers.get("x-forwarded-for", "").split(",") if one.strip()]
        while len(senders) > 1 and self._trusts(senders[-1]):
            senders.pop()  # a chain of proxies of ours
        if senders:
            scope["client"] = (senders[-1], 0)
        host = headers.get("x-forwarded-host", "").split(",")[-1].strip()
        if host:
            scope[SENT_TO] = headers.get("host", "")
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [(b"host", host.encode("latin-1")), *kept]
        return scope


def names_of(request: Request) -> list[str]:
    """The names that a request is addressed to: by its sender, and by a proxy.

    A page that was let in under a name of its own (DNS rebinding) may send the headers of a proxy, too.
    """
    return [request.headers.get("host", ""), *filter(None, [request.scope.get(SENT_TO)])]


def is_by_proxy(request: Request) -> bool:
    """Whether a trusted proxy sent a request."""
    return bool(request.scope.get(BY_PROXY))
