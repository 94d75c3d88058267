"""Middleware that checks every request before its body is read."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import SourcelineError
from qa.audit_log import AuditLog
from qa.server import error_handlers
from qa.server.auth import cors
from qa.server.auth.caller import CALLER_KEY, Caller
from qa.server.auth.errors import Refused, Unauthenticated
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.auth.rules import Rule, rules_of
from qa.server.http.private_answers import keep_private
from qa.server.http.problems import request_path
from qa.server.telemetry.request_record import note
from qa.server.web import sign_in


class AccessControlMiddleware:
    """ASGI middleware that passes on only requests that a rule declares and the caller's key allows.

    Args:
        gatekeeper: Decides on a request and its rule.
        audit: Has a line of each request that is allowed and changes or tells something.
    """

    def __init__(self, app: ASGIApp, gatekeeper: Gatekeeper, audit: AuditLog) -> None:
        self._app = app
        self._gatekeeper = gatekeeper
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its caller, or answer why it is refused."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._check(scope, receive, send)

    async def _check(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        rules = rules_of(scope["path"], scope.get("root_path", ""))
        rule = rules.get(request.method)
        try:
            if cors.is_preflight(request):
                answer = cors.preflight_response(request, rules, self._gatekeeper.keys.origins())
                await answer(scope, receive, send)
                return
            if not rules:
                raise HTTPException(404)
            if rule is None:
                raise HTTPException(405, headers={"Allow": ", ".join(rules)})
            caller = self._gatekeeper.authorize(request, rule)._replace(about={})
            if caller.key is not None:
                note(key=caller.key.grant.name)
            frame_origins = self._frame_origins(caller) if rule.frameable else []
        except (SourcelineError, HTTPException) as error:
            await (await self._refusal(request, rule, error))(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(request, rule, caller, message["status"])
                headers = MutableHeaders(scope=message)
                cors.add_headers(headers, request, rule, caller, frame_origins)
                if rule.scope is not None or rule.page:
                    keep_private(headers)
            await send(message)

        await self._app({**scope, CALLER_KEY: caller}, receive, send_with_headers)

    def _note(self, request: Request, rule: Rule, caller: Caller, status: int) -> None:
        """Add a request to the audit log, as far as its route has said what it is about."""
        if not rule.event:
            return
        key = caller.key
        about: dict[str, object] = {"name": key.grant.name} if key else {}
        about |= {"status": status, "path": request_path(request)}
        about |= {"address": request.client.host if request.client else ""}
        about |= caller.about or {}
        who = about.pop("who", caller.id)
        self._audit.add(rule.event, str(who), about)

    def _frame_origins(self, caller: Caller) -> Sequence[str]:
        """The origins whose pages may show ours in a frame: those of the caller's key if it is known."""
        if caller.key is not None and caller.key.grant.publishable:
            return caller.key.grant.origins
        return self._gatekeeper.keys.origins()

    async def _refusal(
        self, request: Request, rule: Rule | None, error: SourcelineError | HTTPException
    ) -> Response:
        if rule and rule.page and isinstance(error, Unauthenticated) and error_handlers.wants_page(request):
            return sign_in.sign_in_page(request, error)
        answer = await error_handlers.response_to(request, error)
        keys_can_be_read = isinstance(error, Refused | HTTPException)
        if rule and rule.allows_cors and keys_can_be_read:
            answer.headers.update(cors.cors_headers(request, self._gatekeeper.keys.origins()))
        keep_private(answer.headers)
        return answer
