"""What browsers are told about other sites: who may read an answer (CORS), who may frame a page (CSP)."""

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

POLICY = "Content-Security-Policy"
_FRAMING = re.compile("frame-ancestors [^;]*")
_HEADERS = re.compile(r"[\w-]+(?:, ?[\w-]+)*", re.ASCII)
SECONDS = 600


def is_preflight(request: Request) -> bool:
    """Whether a browser asks if it may send the real request."""
    asked = "origin" in request.headers and "access-control-request-method" in request.headers
    return request.method == "OPTIONS" and asked


def preflight(request: Request, rules: Mapping[str, Rule], origins: Sequence[str]) -> Response:
    """Let the browser of an allowed origin go on.  Raises `Forbidden` for every other.

    Args:
        origins: Of every publishable key, for a preflight does not say which key will come.
    """
    rule = rules.get(request.headers["access-control-request-method"])
    if rule is None or not rule.for_browsers or origin_of(request) not in origins:
        raise Forbidden(
            "Web pages of this origin may not call this.",
            field="Origin",
            hint="Make a publishable key for it: qa keys create NAME --publishable --origin ...",
        )
    return Response(
        status_code=204,
        headers={
            **readable(request, origins),
            "Access-Control-Allow-Methods": ", ".join(m for m, r in rules.items() if r.for_browsers),
            "Access-Control-Allow-Headers": _headers(request),
            "Access-Control-Max-Age": str(SECONDS),
        },
    )


def _headers(request: Request) -> str:
    """Those that the script wants to send: clients of OpenAI and MCP have their own, and none does harm."""
    asked = request.headers.get("access-control-request-headers", "")
    return asked if _HEADERS.fullmatch(asked) else "Authorization, Content-Type, Accept"


def readable(request: Request, origins: Sequence[str]) -> dict[str, str]:
    """The headers that let a script of one of `origins`, and no other, read the answer."""
    if origin_of(request) not in origins:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": request.headers["origin"],
        "Access-Control-Expose-Headers": "Retry-After, WWW-Authenticate",
        "Vary": "Origin",
    }


def add(
    headers: MutableHeaders, request: Request, rule: Rule, caller: Caller, framing: Sequence[str]
) -> None:
    """Add to an answer what other sites may do with it.

    Args:
        framing: Origins whose pages may frame this one.
    """
    if caller.key is not None and caller.key.grant.publishable:
        own = caller.key.grant.origins
        headers.add_vary_header("Origin")
        headers.update({name: value for name, value in readable(request, own).items() if name != "Vary"})
        headers.setdefault(POLICY, f"frame-ancestors {' '.join(own)}")
    if rule.framed and framing and POLICY in headers:
        headers[POLICY] = _FRAMING.sub(f"frame-ancestors 'self' {' '.join(framing)}", headers[POLICY])
