"""Which web page sent a request: of which origin, and whether it is one of ours."""

from __future__ import annotations

from starlette.requests import Request

from index.errors import InvalidInput
from qa.server.auth.origins import normalise

#: What the scripts of our pages send along.  Another site's script would have to ask first, in a preflight.
MARK = "x-sourceline-page"


def origin_of(request: Request) -> str | None:
    """The origin of the web page that sent this, normalised; None where there is none, or no such thing."""
    return _normal(request.headers.get("origin", ""))


def is_from_our_page(request: Request) -> bool:
    """Whether a script of our own pages sent this, which no other site can pretend.

    Browsers say so by `Sec-Fetch-Site`, but only over HTTPS and to this machine itself.  Elsewhere they name
    the origin of what is no GET or is for another site; what is left, a GET, must have our mark.
    """
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    if "origin" in request.headers:
        ours = _normal(f"{request.url.scheme}://{request.headers.get('host', '')}")
        return ours is not None and origin_of(request) == ours
    return request.method == "GET" and MARK in request.headers


def _normal(origin: str) -> str | None:
    try:
        return normalise(origin)
    except InvalidInput:
        return None
