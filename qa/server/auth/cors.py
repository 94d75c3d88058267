"""What browsers let other sites do: read an answer (CORS), and show a page in a frame (CSP)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from qa.server.auth.caller import Caller
from qa.server.auth.csrf import origin_of
from qa.server.auth.errors import Forbidden
from qa.server.auth.rules import Rule

_CSP = "Content-Security-Policy"
_FRAME_ANCESTORS = re.compile("frame-ancestors [^;]*")
_HEADER_NAMES = re.compile(r"[\w-]+(?:, ?[\w-]+)*", re.ASCII)
PREFLIGHT_SECONDS = 600


def is_preflight(request: Request) -> bool:
    """Whether a browser asks for permission to send the real request."""
    asks = "origin" in request.headers and "access-control-request-method" in request.headers
    return request.method == "OPTIONS" and asks


def preflight_response(request: Request, rules: Mapping[str, Rule], origins: Sequence[str]) -> Response:
    """Permit the real request if it comes from an allowed origin.  Raises `Forbidden` otherwise.

    Args:
        request: The preflight request.
        rules: The rule of each method at the request's path.
        origins: Those of all publishable keys, because a preflight does not tell which key will be sent.
    """
    rule = rules.get(request.headers["access-control-request-method"])
    if rule is None or not rule.allows_cors or origin_of(request) not in origins:
        raise Forbidden(
            "Web pages of this origin may not call this address.",
            field="Origin",
            hint="Make a publishable key for it: qa keys create NAME --publishable --origin ...",
        )
    return Response(
        status_code=204,
        headers={
            **cors_headers(request, origins),
            "Access-Control-Allow-Methods": ", ".join(m for m, r in rules.items() if r.allows_cors),
            "Access-Control-Allow-Headers": _allowed_headers(request),
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )


def _allowed_headers(request: Request) -> str:
    """Whatever the script wants to send: clients of OpenAI and MCP send their own, and none is harmful."""
    wanted = request.headers.get("access-control-request-headers", "")
    return wanted if _HEADER_NAMES.fullmatch(wanted) else "Authorization, X-API-Key, Content-Type, Accept"


def cors_headers(request: Request, origins: Sequence[str]) -> dict[str, str]:
    """The headers that let scripts of `origins`, and no others, read the answer."""
    if origin_of(request) not in origins:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": request.headers["origin"],
        "Access-Control-Expose-Headers": "Retry-After, WWW-Authenticate, X-Request-ID",
        "Vary": "Origin",
    }


def add_headers(
    headers: MutableHeaders, request: Request, rule: Rule, caller: Caller, frame_origins: Sequence[str]
) -> None:
    """Add to an answer's headers what other sites may do with it.

    Args:
        headers: Those of the answer, which are changed.
        request: The request.
        rule: The rule of its address.
        caller: Its caller.
        frame_origins: Origins whose pages may show this page in a frame.
    """
    if caller.key is not None and caller.key.grant.publishable:
        origins = caller.key.grant.origins
        headers.add_vary_header("Origin")
        headers.update(
            {name: value for name, value in cors_headers(request, origins).items() if name != "Vary"}
        )
        headers.setdefault(_CSP, f"frame-ancestors {' '.join(origins)}")
    if rule.frameable and frame_origins and _CSP in headers:
        allowed = f"frame-ancestors 'self' {' '.join(frame_origins)}"
        headers[_CSP] = _FRAME_ANCESTORS.sub(allowed, headers[_CSP])
