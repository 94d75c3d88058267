"""OpenTelemetry traces: a span for each request, and within it one for each stage of its question.

Made only where OpenTelemetry's own variables ask for it (`OTEL_EXPORTER_OTLP_ENDPOINT` and the like); the
packages are those of the extra `otel`.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from index.errors import InvalidInput
from qa.release import release

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
NANOSECONDS = 1e9


def is_wanted() -> bool:
    """Whether the environment names where traces go, and does not turn them off."""
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    none = os.environ.get("OTEL_TRACES_EXPORTER", "otlp") == "none"
    return not off and not none and any(os.environ.get(name) for name in ENDPOINTS)


class Tracing:
    """Makes the spans of a server.

    Args:
        provider: Has the exporters.
    """

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer: Tracer = provider.get_tracer("sourceline", release())

    @classmethod
    def of_environment(cls) -> Tracing | None:
        """What the environment asks for; None where it asks for nothing.

        Raises:
            InvalidInput: The packages are not installed.
        """
        if not is_wanted():
            return None
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            raise InvalidInput(
                f"Traces are wanted, but {error.name} is not installed.",
                field=next(name for name in ENDPOINTS if os.environ.get(name)),
                hint="Install Sourceline with its extra `otel`, or unset the variable.",
            ) from error
        named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "sourceline"}
        provider = TracerProvider(resource=Resource.create(named))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        return cls(provider)

    def begin(self, id: str, method: str, route: str, headers: Headers) -> RequestSpan:
        """A span for a request, below the sender's own where `traceparent` names it.

        Args:
            id: That of the request.
            route: The pattern of its address.
        """
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract(dict(headers))
        span = self._tracer.start_span(
            f"{method} {route}",
            parent,
            SpanKind.SERVER,
            {"http.request.method": method, "http.route": route, "sourceline.request_id": id},
        )
        return RequestSpan(self._tracer, span)

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()


class RequestSpan:
    """The span of one request.  Stages may be noted on any thread."""

    def __init__(self, tracer: Tracer, span: Span) -> None:
        self._tracer = tracer
        self._span = span

    def note_stage(self, stage: str, seconds: float) -> None:
        """A span for a stage that has just ended."""
        from opentelemetry.trace import set_span_in_context

        end = time.time_ns()
        begin = end - int(seconds * NANOSECONDS)
        child = self._tracer.start_span(stage, set_span_in_context(self._span), start_time=begin)
        child.end(end)

    def end(self, status: int, about: Mapping[str, object]) -> None:
        """The request is answered.

        Args:
            about: What its line in the log says besides.
        """
        from opentelemetry.trace import StatusCode

        self._span.set_attribute("http.response.status_code", status)
        for name, value in about.items():
            self._span.set_attribute(f"sourceline.{name}", str(value))
        if status >= 500:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()
