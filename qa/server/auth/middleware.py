"""The one place where every request is checked, before its body is read."""

from __future__ import annotations

from collections.abc import Sequence

from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.auth.caller import PLACE, Caller
from qa.server.auth.errors import Refused, Unauthenticated
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.auth.rules import Rule, rules_of
from qa.server.http import cross_origin
from qa.server.http import error_handlers as handlers
from qa.server.web import sign_in


class Access:
    """ASGI middleware that lets through what `rules` declares and the caller's key allows.

    Args:
        gatekeeper: Knows the keys.
    """

    def __init__(self, app: ASGIApp, gatekeeper: Gatekeeper) -> None:
        self._app = app
        self._gatekeeper = gatekeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its caller, or answer why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._check(scope, receive, send)

    async def _check(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        rules = rules_of(get_route_path(scope))
        rule = rules.get(request.method)
        try:
            if cross_origin.is_preflight(request):
                answer = cross_origin.preflight(request, rules, self._gatekeeper.keys.origins())
                await answer(scope, receive, send)
                return
            if rule is None:
                raise HTTPException(405, headers={"Allow": ", ".join(rules)}) if rules else HTTPException(404)
            caller = self._gatekeeper.admit(request, rule)
        except (Refused, HTTPException) as error:
            await (await self._refusal(request, rule, error))(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                framing = self._framing(caller) if rule.framed else []
                cross_origin.add(MutableHeaders(scope=message), request, rule, caller, framing)
            await send(message)

        await self._app({**scope, PLACE: caller}, receive, told)

    def _framing(self, caller: Caller) -> Sequence[str]:
        """Whose pages may frame ours: those of its key, where a ticket says which that is."""
        if caller.key is not None and caller.key.grant.publishable:
            return caller.key.grant.origins
        return self._gatekeeper.keys.origins()

    async def _refusal(self, request: Request, rule: Rule | None, error: Refused | HTTPException) -> Response:
        if rule and rule.page and isinstance(error, Unauthenticated) and handlers.wants_page(request):
            return sign_in.form(request, error)
        answer = await handlers.answer(request, error)
        if rule and rule.for_browsers:
            answer.headers.update(cross_origin.readable(request, self._gatekeeper.keys.origins()))
        return answer
