"""Protection against cross-site request forgery: which web page sent a request, ours or another site's."""

from __future__ import annotations

from starlette.requests import Request

from index.errors import InvalidInput
from qa.server.auth.errors import Forbidden
from qa.server.auth.origins import normalise

#: A header that the scripts of our pages send.  Another site's script would need a preflight to send it.
PAGE_HEADER = "x-sourceline-page"


def origin_of(request: Request) -> str | None:
    """The normalised origin of the web page that sent the request; None if there is no valid one."""
    return _normalised(request.headers.get("origin", ""))


def is_from_our_page(request: Request) -> bool:
    """Whether a script of our own pages sent the request; no other site can forge this.

    Browsers send `Sec-Fetch-Site` only over HTTPS and to localhost.  Elsewhere they send `Origin`, but not
    with a GET request to the page's own site: that one must have our header.
    """
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    if "origin" in request.headers:
        return _has_our_origin(request)
    return request.method == "GET" and PAGE_HEADER in request.headers


def refuse_other_sites(request: Request) -> None:
    """Raise `Forbidden` if another site's page submitted the form.

    Browsers send `Origin` with every form that is posted.  `null` is that of a page that hides where it is;
    ours do not, as their `Referrer-Policy` is `same-origin`.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        other = site not in ("same-origin", "none")
    else:
        other = "origin" in request.headers and not _has_our_origin(request)
    if other:
        raise Forbidden("Another site may not submit this form.")


def _has_our_origin(request: Request) -> bool:
    """Whether the request's `Origin` is the address that it was sent to."""
    ours = _normalised(f"{request.url.scheme}://{request.headers.get('host', '')}")
    return ours is not None and origin_of(request) == ours


def _normalised(origin: str) -> str | None:
    try:
        return normalise(origin)
    except InvalidInput:
        return None
