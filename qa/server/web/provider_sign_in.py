"""`/sign-in/provider` and `/sign-in/callback`: people sign in at an identity provider, and come back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from qa.server.auth.caller import CurrentCaller
from qa.server.auth.errors import Forbidden, Refused, Unauthenticated
from qa.server.auth.gatekeeper import gatekeeper_of
from qa.server.auth.scopes import Scope
from qa.server.web.rendering import BASE_CSP, render
from qa.server.web.sign_in import own_path, set_session, sign_in_page

if TYPE_CHECKING:
    from qa.server.auth.oidc import Provider

router = APIRouter(include_in_schema=False)

#: What a sign-in that has begun needs, in the browser that began it, and for how long.
COOKIE, SECONDS = "sourceline_sign_in", 600
CALLBACK = "/sign-in/callback"


@router.get("/sign-in/provider")
async def begin(request: Request, goal: str = "/") -> Response:
    """Send the browser to the provider; the answer leads to `goal`."""
    provider = _provider(request)
    try:
        url, started = await asyncio.to_thread(provider.begin, _callback(request), own_path(goal))
    except Refused as error:
        return sign_in_page(request, error, goal=own_path(goal))
    answer = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
    # Lax: the provider sends the browser back, which is a navigation from another site.
    answer.set_cookie(
        COOKIE,
        _signer(request).dumps(started),
        max_age=SECONDS,
        path="/sign-in",
        httponly=True,
        samesite="lax",
        secure=_callback(request).startswith("https:"),
    )
    return answer


@router.get(CALLBACK)
async def finish(request: Request, caller: CurrentCaller, state: str = "", code: str = "") -> Response:
    """Start a session for the person whom the provider names."""
    from qa.server.auth.oidc import Started

    provider = _provider(request)
    goal = "/"
    try:
        try:
            started = Started(*_signer(request).loads(request.cookies.get(COOKIE, ""), max_age=SECONDS))
        except (BadSignature, TypeError):
            raise Unauthenticated("This sign-in took too long, or began in another browser.") from None
        goal = own_path(started.goal)
        key = await asyncio.to_thread(provider.finish, started, _callback(request), state, code)
        caller.note(who=key.id, name=key.grant.name)
        if not key.may(Scope.ASK):
            raise Forbidden("You may not ask here: none of your groups lets you.")
    except Refused as error:
        return _forgetting(sign_in_page(request, error, goal=goal))
    # A page, not a redirect: a browser that comes from the provider would not send it the strict cookie.
    answer = render("signed_in.html", BASE_CSP, goal=goal)
    set_session(request, answer, gatekeeper_of(request).sessions.start(key))
    return _forgetting(answer)


def _provider(request: Request) -> Provider:
    """The provider of the settings.  Raises `HTTPException` if there is none."""
    from qa.server.auth.oidc import Provider

    settings = request.app.state.service.settings
    if settings.oidc_issuer is None:
        raise HTTPException(404)
    if not hasattr(request.app.state, "provider"):
        request.app.state.provider = Provider(settings)
    provider: Provider = request.app.state.provider
    return provider


def _callback(request: Request) -> str:
    """The address that the provider sends the browser back to."""
    public = request.app.state.service.settings.public_url
    return (public or str(request.base_url)).rstrip("/") + CALLBACK


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(gatekeeper_of(request).link_signer.secret, salt="sourceline.sign-in")


def _forgetting(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/sign-in", httponly=True, samesite="lax")
    return answer
