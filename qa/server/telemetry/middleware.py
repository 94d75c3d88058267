"""Middleware around all others: gives a request its id, and says in the end what became of it."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.auth.rules import rules_of
from qa.server.telemetry import metrics
from qa.server.telemetry.logs import ACCESS
from qa.server.telemetry.request_id import HEADER, request_id
from qa.server.telemetry.request_record import RECORD_KEY, RequestRecord
from qa.server.telemetry.tracing import Tracing

log = logging.getLogger(ACCESS)

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
#: Asked every few seconds by machines; logged only at the level debug.
ROUTINE = frozenset(("/health", "/ready", "/metrics", "/static/{path:path}"))
#: The label of an address that there is not.
NO_ROUTE = "none"


class ObservingMiddleware:
    """ASGI middleware that logs, counts, times and traces each request.

    Args:
        tracing: None makes no traces.
    """

    def __init__(self, app: ASGIApp, tracing: Tracing | None = None) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        record = scope[RECORD_KEY] = self._record(scope)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message)[HEADER] = record.id
            await send(message)

        with record.entered():
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                record.status = 500  # the handler of errors outside answers
                raise
            finally:
                _end(record)

    def _record(self, scope: Scope) -> RequestRecord:
        headers = Headers(scope=scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        rules = rules_of(scope["path"], scope.get("root_path", ""))
        rule = rules.get(method) or next(iter(rules.values()), None)
        id, route = request_id(headers), rule.path if rule else NO_ROUTE
        span = self._tracing.begin(id, method, route, headers) if self._tracing else None
        return RequestRecord(id, method, route, span)


def _end(record: RequestRecord) -> None:
    seconds = record.seconds
    metrics.REQUESTS.labels(record.method, record.route, str(record.status)).inc()
    metrics.REQUEST_SECONDS.labels(record.route).observe(seconds)
    if record.span:
        record.span.end(record.status, record.about)
    level = logging.DEBUG if record.route in ROUTINE and record.status < 500 else logging.INFO
    about = {"method": record.method, "route": record.route, "status": record.status}
    about |= {"ms": round(1e3 * seconds, 1), **record.about}
    log.log(level, "request", extra=about)
