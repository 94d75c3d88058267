"""Traces: a span for each request and each stage, in the sender's own trace, and nothing private in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from index.documents import Document
from index.errors import InvalidInput
from qa.server.app import create_app
from qa.server.telemetry.tracing import Tracing, is_wanted
from qa.service import Service
from tests.support.waiting import until

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    """What was traced."""
    return InMemorySpanExporter()


@pytest.fixture
def traced(service: Service, exporter: InMemorySpanExporter) -> Iterator[TestClient]:
    """A client of an application that makes traces."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    service.ingester.add("default", [Document("wax", "Quagmire wax melts at 62 degrees.")])
    with TestClient(create_app(service, tracing=Tracing(provider)), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        exporter.clear()
        yield client


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def test_a_question_has_a_span_and_its_stages_below(
    traced: TestClient, exporter: InMemorySpanExporter
) -> None:
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "abc"}
    asked = traced.post("/v1/ask", json={"question": "When does quagmire wax melt?"}, headers=headers)
    spans = by_name(exporter)
    whole = spans.pop("POST /v1/ask")
    assert whole.context is not None
    assert whole.parent is not None
    assert (whole.context.trace_id, whole.parent.span_id) == (int(TRACE, 16), int(PARENT, 16))
    attributes = dict(whole.attributes or {})
    assert attributes["http.response.status_code"] == 200
    assert attributes["sourceline.request_id"] == "abc"
    assert attributes["sourceline.collection"] == "default"
    assert attributes["sourceline.answer"] == asked.json()["level"]
    assert {*spans} >= {"words", "embed", "retrieve", "rank", "read", "compose", "claims", "cite"}
    for span in spans.values():
        assert span.parent is not None
        assert span.parent.span_id == whole.context.span_id
        assert whole.start_time is not None
        assert whole.end_time is not None
        assert whole.start_time <= (span.start_time or 0) <= (span.end_time or 0) <= whole.end_time
    assert "quagmire" not in "".join(span.to_json() for span in exporter.get_finished_spans()).lower()


def test_a_failure_is_marked(
    traced: TestClient, service: Service, exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "search", lambda query: 1 / 0)
    assert traced.post("/v1/search", json={"question": "x"}).status_code == 500
    assert not by_name(exporter)["POST /v1/search"].status.is_ok


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_the_environment_says_whether(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert is_wanted() is wanted
    tracing = Tracing.of_environment()
    assert (tracing is not None) is wanted
    if tracing:
        tracing.close()


def test_without_the_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(InvalidInput, match="extra `otel`"):
        Tracing.of_environment()
