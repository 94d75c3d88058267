"""`/sign-in` and `/sign-out`: people enter their key once; a session cookie then stands for it."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from qa.server.auth.caller import CurrentCaller
from qa.server.auth.csrf import refuse_other_sites
from qa.server.auth.errors import Forbidden, Refused
from qa.server.auth.gatekeeper import COOKIE, gatekeeper_of
from qa.server.auth.sessions import LIFETIME_SECONDS
from qa.server.http.problems import request_path
from qa.server.web.rendering import BASE_CSP, allow_forms, render

router = APIRouter(include_in_schema=False)

MAX_FIELD_BYTES = 8_192
#: A path of this service: not another host (`//host`, `/\\host`), and no characters that browsers drop.
_OWN_PATH = re.compile(r"/(?![/\\])[!-~]*")


def sign_in_page(request: Request, error: Refused | None = None, goal: str | None = None) -> Response:
    """The page that asks for a key; for a person who is signed in, also the button to sign out.

    Args:
        request: The request.
        error: Why the page is shown instead of the requested one.
        goal: The path to go to after signing in; by default the requested one.
    """
    if goal is None:
        query = request.url.query
        goal = request_path(request) + (f"?{query}" if query else "")
    key = gatekeeper_of(request).session_key(request)
    answer = render(
        "sign_in.html",
        allow_forms(BASE_CSP),
        error=error.detail if error else "",
        goal=goal,
        key_name=key.grant.name if key else "",
        is_person=key is not None and key.person,
        provider=gatekeeper_of(request).has_provider,
    )
    answer.status_code = HTTPStatus.OK if error is None else HTTPStatus(error.status)
    answer.headers.update(error.headers if error else {})
    return answer


@router.get("/sign-in")
async def show_sign_in(request: Request, goal: str = "/") -> Response:
    """Show the form; after signing in it leads to `goal`."""
    return sign_in_page(request, goal=own_path(goal))


@router.post("/sign-in")
async def sign_in(request: Request, caller: CurrentCaller) -> Response:
    """Start a session with the key in the form, and go to the form's `goal`."""
    goal = "/"
    try:
        refuse_other_sites(request)
        fields = await _form_fields(request)
        goal = own_path(fields.get("goal", ""))
        session = gatekeeper_of(request).sessions.sign_in(fields.get("key", "").strip())
        if key := gatekeeper_of(request).sessions.find(session):
            caller.note(who=key.id, name=key.grant.name)
    except Refused as error:
        return sign_in_page(request, error, goal=goal)
    if urlsplit(goal).path.startswith("/documents/") and "start=" in goal:
        goal += "#span"  # browsers do not send the fragment of the page that asked for a key
    answer = RedirectResponse(goal, 303, {"Cache-Control": "no-store"})
    set_session(request, answer, session)
    return answer


def set_session(request: Request, answer: Response, session: str) -> None:
    """Give the browser the cookie of a session."""
    secure = request.url.scheme == "https"
    answer.set_cookie(
        COOKIE, session, max_age=LIFETIME_SECONDS, httponly=True, samesite="strict", secure=secure
    )


@router.post("/sign-out")
async def sign_out(request: Request, caller: CurrentCaller) -> Response:
    """End the session, and have the browser delete the conversations that it stored."""
    try:
        refuse_other_sites(request)
    except Refused as error:
        return sign_in_page(request, error, goal="/")
    if secret := request.cookies.get(COOKIE):
        if key := gatekeeper_of(request).sessions.find(secret):
            caller.note(who=key.id, name=key.grant.name)
        gatekeeper_of(request).sessions.end(secret)
    headers = {"Cache-Control": "no-store", "Clear-Site-Data": '"storage"'}
    answer = RedirectResponse("/sign-in", 303, headers)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def own_path(goal: str) -> str:
    """`goal` if it is a path of this service, else the home page."""
    return goal if _OWN_PATH.fullmatch(goal) else "/"


async def _form_fields(request: Request) -> dict[str, str]:
    """The text fields of the form.  Raises `Forbidden` if it is too long or not a form."""
    try:
        form = await request.form(max_fields=10, max_files=0, max_part_size=MAX_FIELD_BYTES)
    except HTTPException:
        raise Forbidden("This is not a valid form, or it is too long.") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}
