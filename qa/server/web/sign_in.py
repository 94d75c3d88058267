"""`/sign-in`: people give their key once, and see pages by a cookie that is not the key."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from qa.server.auth.errors import Forbidden, Refused, Unauthenticated
from qa.server.auth.gatekeeper import COOKIE, Gatekeeper
from qa.server.auth.scopes import Scope
from qa.server.auth.sessions import SECONDS
from qa.server.web.rendering import POLICY, page, with_forms

router = APIRouter(include_in_schema=False)

MOST_BYTES = 8_192
#: A path of ours: neither another host (`//host`, `/\\host`) nor anything a browser would drop.
_OURS = re.compile(r"/(?![/\\])[!-~]*")


def form(request: Request, error: Refused | None = None, goal: str | None = None) -> Response:
    """The page that asks for a key.

    Args:
        error: Why it is shown in place of what was asked for.
        goal: Where to go afterwards; by default to what was asked for.
    """
    if goal is None:
        query = request.url.query
        goal = request.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    status = HTTPStatus.OK if error is None else HTTPStatus(error.status)
    key = _gatekeeper(request).session_of(request)
    answer = page(
        "sign-in.html",
        with_forms(POLICY),
        error=error.detail if error else "",
        goal=goal,
        name=key.grant.name if key else "",
    )
    answer.status_code = status
    answer.headers.update(error.headers if error else {})
    return answer


@router.get("/sign-in")
async def show(request: Request, goal: str = "/") -> Response:
    """The form, which leads to `goal`; for who is signed in, the way out."""
    return form(request, goal=_ours(goal))


@router.post("/sign-in")
async def enter(request: Request) -> Response:
    """Sign in with a key that may ask."""
    goal = "/"
    try:
        _refuse_others(request)
        fields = await _fields(request)
        goal = _ours(fields.get("goal", ""))
        session = _session(_gatekeeper(request), fields.get("key", "").strip())
    except Refused as error:
        return form(request, error, goal=goal)
    if urlsplit(goal).path.startswith("/documents/") and "start=" in goal:
        goal += "#span"  # the browser does not tell us the fragment it was to go to
    answer = RedirectResponse(goal, 303, {"Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, session, max_age=SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/sign-out")
async def leave(request: Request) -> Response:
    """End the session."""
    try:
        _refuse_others(request)
    except Refused as error:
        return form(request, error, goal="/")
    if secret := request.cookies.get(COOKIE):
        _gatekeeper(request).sessions.end(secret)
    # The conversations that the browser keeps go as well.
    headers = {"Cache-Control": "no-store", "Clear-Site-Data": '"storage"'}
    answer = RedirectResponse("/sign-in", 303, headers)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _ours(goal: str) -> str:
    """`goal` if it is an address of ours, else the first page."""
    return goal if _OURS.fullmatch(goal) else "/"


def _session(gatekeeper: Gatekeeper, text: str) -> str:
    """A new session of the key `text`.  Raises `Unauthenticated`, `Forbidden`."""
    key = gatekeeper.keys.find(text)
    if key is None:
        raise Unauthenticated("This key is not known, or was revoked.")
    if key.grant.publishable or not key.may(Scope.ASK):
        raise Forbidden("This key may not be signed in with: it takes a secret key that may ask.")
    return gatekeeper.sessions.start(key)


def _refuse_others(request: Request) -> None:
    """Raise `Forbidden` where another site's page sent the form."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("Another site may not do this for you.")


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the form, each once.  Raises `Forbidden` for what no form of ours sends."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Forbidden("That is longer than any key.")
    try:
        sent = parse_qs(body.decode("ascii"), max_num_fields=10, errors="strict")
    except ValueError:  # not ASCII, not UTF-8, too many fields
        raise Forbidden("That is no form of ours.") from None
    return {name: values[0] for name, values in sent.items()}


def _gatekeeper(request: Request) -> Gatekeeper:
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    return gatekeeper
