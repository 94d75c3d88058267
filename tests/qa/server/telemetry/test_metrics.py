"""Metrics: what is counted, with which labels, and who may read them."""

from __future__ import annotations

import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from index.documents import Document
from index.errors import InvalidInput
from qa.server.app import create_app
from qa.server.auth.scopes import Scope
from qa.server.telemetry import store_metrics
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
QUESTION = {"question": "When does wax melt?"}


def parsed(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    """The sum of the samples that have these labels, and perhaps others."""
    wanted = {*labels.items()}
    return sum(one for (found, has), one in samples.items() if found == name and wanted <= has)


@pytest.fixture
def samples(client: TestClient) -> Callable[[], Samples]:
    """Reads the metrics."""

    def read() -> Samples:
        answer = client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        return parsed(answer.raise_for_status().text)

    return read


def write(client: TestClient, text: str = "Wax melts at 62 degrees.") -> None:
    body = {"documents": [{"id": "wax", "text": text}]}
    assert client.post("/v1/documents", json=body).status_code == 200


def test_answers_and_stages_are_counted(client: TestClient, samples: Callable[[], Samples]) -> None:
    write(client)
    before = samples()
    level = client.post("/v1/ask", json=QUESTION).json()["level"]
    client.post("/v1/ask", json=QUESTION)
    client.post("/v1/search", json=QUESTION)
    after = samples()

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("sourceline_answers_total", level=level, origin="made") == 1
    assert more("sourceline_answers_total", level=level, origin="memory") == 1
    assert more("sourceline_answers_total") == 2
    assert more("sourceline_stage_seconds_count", stage="read") == 1
    assert more("sourceline_stage_seconds_count", stage="embed") == 2
    assert more("sourceline_stage_seconds_sum") > 0
    assert more("sourceline_requests_total", method="POST", route="/v1/ask", status="200") == 2
    assert more("sourceline_request_seconds_count", route="/v1/ask") == 2


def test_every_way_to_ask_is_counted(client: TestClient, samples: Callable[[], Samples]) -> None:
    write(client)
    before = value(samples(), "sourceline_answers_total")
    client.post("/v1/chat", json=QUESTION).raise_for_status()
    messages = [{"role": "user", "content": QUESTION["question"]}]
    body = {"model": "sourceline", "messages": messages}
    client.post("/v1/chat/completions", json=body).raise_for_status()
    call = {"name": "ask", "arguments": QUESTION}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"Accept": "application/json, text/event-stream", "Host": "localhost"}
    client.post("/mcp", json=rpc, headers=headers).raise_for_status()
    assert value(samples(), "sourceline_answers_total") - before == 3


def test_the_data_folder_is_told(client: TestClient, samples: Callable[[], Samples]) -> None:
    write(client)
    job = client.post("/v1/documents?wait=false", json={"documents": [{"id": "x", "text": "Zinc melts."}]})
    until(lambda: client.get(job.headers["location"]).json()["state"] == "done")
    found = samples()
    assert value(found, "sourceline_collections") == 1
    assert value(found, "sourceline_collection_generation", collection="default") == 2
    assert value(found, "sourceline_collection_documents", collection="default") == 2
    assert value(found, "sourceline_passages") == 2
    assert value(found, "sourceline_jobs", state="done") == 1
    assert value(found, "sourceline_jobs", state="queued") == 0
    assert value(found, "sourceline_processes", stage="ready") == 1
    assert value(found, "sourceline_model_load_seconds") > 0
    client.delete("/v1/documents/wax")
    assert value(samples(), "sourceline_passages") == 1
    assert value(samples(), "sourceline_written_passages_total") == 2


def test_waiting_and_refused_requests_are_told(tmp_path: Path) -> None:
    hold, embedder = threading.Event(), FakeEmbedder()
    service = Service(Settings(home=tmp_path / "home", workers=1, queue=1), embedder, FakeReader())
    with TestClient(create_app(service)) as client, ThreadPoolExecutor(3) as threads:
        until(lambda: client.get("/ready").status_code == 200)
        write(client)
        service.search = lambda query: hold.wait(60)  # type: ignore[method-assign, assignment, return-value]
        before = parsed(client.get("/metrics").text)
        for n in range(3):
            threads.submit(client.post, "/v1/search", json={"question": f"{n}?"})
        name = "sourceline_refusals_total"

        def now(name: str, **labels: str) -> float:
            return value(parsed(client.get("/metrics").text), name, pool="search", **labels)

        until(lambda: now(name, reason="full") - value(before, name, pool="search", reason="full") == 1)
        assert now("sourceline_running_requests") == 1
        assert now("sourceline_waiting_requests") == 1
        hold.set()
        until(lambda: now("sourceline_running_requests") + now("sourceline_waiting_requests") == 0)


def test_labels_have_few_values(client: TestClient, samples: Callable[[], Samples]) -> None:
    """Nothing that a client makes up becomes a label."""
    write(client)
    client.get("/nowhere-7f3a")
    client.get("/v1/documents/wax7f3a")
    client.request("FROB7f3a", "/v1/ask")
    client.post("/v1/ask", json={**QUESTION, "collection": "no7f3a"})
    client.get("/originals/7f3a?ticket=7f3a")
    found = samples()
    assert value(found, "sourceline_requests_total", route="none", status="404") >= 1
    assert value(found, "sourceline_requests_total", method="other") >= 1
    assert not [key for key in found if "7f3a" in str(key).lower()]


def test_collections_are_bounded(
    client: TestClient, service: Service, samples: Callable[[], Samples], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_metrics, "MOST_COLLECTIONS", 2)
    for name in "abc":
        service.ingester.add(name, [Document("d", "Wax melts.")])
    found = samples()
    assert value(found, "sourceline_collections") == 3
    assert value(found, "sourceline_passages") == 3
    shown = {dict(labels)["collection"] for name, labels in found if name.endswith("_generation")}
    assert shown == {"a", "b"}


def test_a_catalog_that_cannot_be_read_is_told(
    client: TestClient, service: Service, samples: Callable[[], Samples], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert value(samples(), "sourceline_catalog_readable") == 1

    def damaged(db: object) -> None:
        raise InvalidInput("It is damaged.")

    monkeypatch.setattr(store_metrics, "all_collections", damaged)
    found = samples()
    assert value(found, "sourceline_catalog_readable") == 0
    assert value(found, "sourceline_requests_total") > 0


def test_only_admins_may_read_them(client: TestClient) -> None:
    keys = {scope: bearer(make(client, scope)) for scope in Scope}
    statuses = {scope: client.get("/metrics", headers=headers).status_code for scope, headers in keys.items()}
    assert statuses == {Scope.ASK: 403, Scope.INGEST: 403, Scope.ADMIN: 200}
    assert client.get("/metrics").status_code == 401


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[int]:
    """The port on which a service with a key serves its metrics to whoever reaches it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    service = Service(Settings(home=tmp_path / "home", metrics_port=port), FakeEmbedder(), FakeReader())
    with TestClient(create_app(service)) as client:
        make(client, Scope.ASK)
        yield port


def test_a_port_of_their_own_needs_no_key(opened: int, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{opened}/metrics", timeout=5) as answer:
        assert "sourceline_processes" in answer.read().decode()
    with httpx.Client(base_url=f"http://127.0.0.1:{opened}", trust_env=False) as client:
        assert "default" not in client.get("/v1/documents").text
    settings = Settings(home=tmp_path / "other", metrics_port=opened)
    with (
        pytest.raises(InvalidInput, match="cannot be served on"),
        TestClient(create_app(Service(settings, FakeEmbedder(), FakeReader()))),
    ):
        pass
