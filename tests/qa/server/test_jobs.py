"""Jobs: durable once accepted, run in order, resumed after a kill, erased when done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document, version_name
from index.errors import NotFound
from index.store.catalog import jobs
from index.store.catalog.jobs import JobState
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until

SECRET = "Zirconium whispers."


@pytest.fixture
def hold(embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Embedding waits until this is set."""
    event, real = threading.Event(), embedder.embed_passages

    def slow(passages: Any) -> Any:
        assert event.wait(60)
        return real(passages)

    monkeypatch.setattr(embedder, "embed_passages", slow)
    yield event
    event.set()


def accept(client: TestClient, *documents: dict[str, Any]) -> str:
    """Post documents for later; where the job is."""
    response = client.post("/v1/documents?wait=false", json={"documents": documents})
    assert response.status_code == 202, response.text
    where = response.headers["location"]
    assert where == f"/v1/jobs/{response.json()['id']}"
    return where


def finished(client: TestClient, where: str) -> Any:
    until(lambda: client.get(where).json()["state"] in ("done", "failed", "cancelled"))
    return client.get(where).json()


def payloads(service: Service) -> list[bytes | None]:
    return [
        row[0]
        for row in service.index.catalog.connection.execute(
            "SELECT payload FROM job_documents ORDER BY rowid"
        )
    ]


def test_a_job_writes_its_documents_and_erases_them(client: TestClient, service: Service) -> None:
    job = finished(client, accept(client, {"id": "a", "text": SECRET, "metadata": {"n": 1, "yes": True}}))

    assert job["state"] == "done"
    assert (job["done"], job["total"]) == (1, 1)
    assert job["documents"] == {"done": 1, "failed": 0, "total": 1}
    assert job["result"]["documents"] == [
        {"id": "a", "source": "api", "status": "new", "version": version_name(SECRET), "problem": None}
    ]
    assert job["problem"] is None
    assert client.get("/v1/documents/a").json()["metadata"] == {"n": 1, "yes": True}
    assert payloads(service) == [None]


def test_jobs_run_in_order(client: TestClient, hold: threading.Event) -> None:
    places = [accept(client, {"id": "a", "text": f"Version {n}."}) for n in range(5)]
    until(lambda: client.get(places[0]).json()["state"] == "running")
    assert [client.get(where).json()["state"] for where in places[1:]] == ["queued"] * 4
    hold.set()
    assert [finished(client, where)["state"] for where in places] == ["done"] * 5

    assert client.get("/v1/documents/a").json()["text"] == "Version 4."
    listed = [f"/v1/jobs/{job['id']}" for job in client.get("/v1/jobs").json()["jobs"]]
    assert listed == places[::-1]
    assert len(client.get("/v1/jobs?limit=2").json()["jobs"]) == 2


@pytest.mark.parametrize("state", ["queued", "running"])
def test_unfinished_jobs_are_resumed_at_the_next_start(
    tmp_path: Path, embedder: FakeEmbedder, state: str
) -> None:
    service = Service(Settings(home=tmp_path), embedder, FakeReader())
    with service.index.catalog.transaction() as db:
        jobs.add(db, "j1", "default", [Document("a", SECRET)])
        db.execute("UPDATE jobs SET state = ?", (state,))
    with TestClient(create_app(service)) as client:
        assert finished(client, "/v1/jobs/j1")["state"] == "done"
        assert client.get("/v1/documents/a").json()["text"] == SECRET


def test_a_server_that_stops_leaves_the_job_to_the_next(service: Service, hold: threading.Event) -> None:
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        where = accept(client, {"id": "a", "text": "Iron. " * 9000}, {"id": "b", "text": "Ice."})
        until(lambda: client.get(where).json()["state"] == "running")
        threading.Timer(0.2, hold.set).start()
    assert jobs.oldest_unfinished(service.index.catalog.connection) is not None
    with TestClient(create_app(service)) as client:
        assert finished(client, where)["state"] == "done"
        assert client.get("/v1/documents/b").status_code == 200


def test_a_job_that_fails_says_why_and_the_next_one_runs(client: TestClient, service: Service) -> None:
    with service.index.catalog.transaction() as db:
        jobs.add(db, "bad", "default", [Document("a", " ")])
    good = accept(client, {"id": "b", "text": "Ice."})

    failed = finished(client, "/v1/jobs/bad")
    assert failed["state"] == "failed"
    assert failed["problem"]["status"] == 422
    assert failed["problem"]["errors"][0]["field"] == "documents[0].text"
    assert finished(client, good)["state"] == "done"


def test_an_unexpected_failure_has_an_id_in_the_log(
    client: TestClient,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(passages: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(embedder, "embed_passages", fail)
    failed = finished(client, accept(client, {"id": "a", "text": "Iron."}))
    assert failed["problem"]["status"] == 500
    assert failed["problem"]["id"] in caplog.text
    assert "secret" not in str(failed)


def test_a_deleted_document_does_not_come_back_from_a_queued_job(
    client: TestClient, service: Service, embedder: FakeEmbedder
) -> None:
    service.ingester.add("default", [Document("a", "Old."), Document("b", "Old too.")])
    hold, real = threading.Event(), embedder.embed_passages
    embedder.embed_passages = lambda passages: (hold.wait(60), real(passages))[1]  # type: ignore[method-assign]
    running = accept(client, {"id": "a", "text": SECRET}, {"id": "c", "text": "Wax."})
    queued = accept(client, {"id": "a", "text": SECRET}, {"id": "b", "text": "New."})
    until(lambda: client.get(running).json()["state"] == "running")

    assert client.delete("/v1/documents/a").status_code == 200

    assert not [blob for blob in payloads(service) if blob and SECRET.encode() in blob]
    hold.set()
    assert [d["id"] for d in finished(client, running)["result"]["documents"]] == ["c"]
    assert [d["id"] for d in finished(client, queued)["result"]["documents"]] == ["b"]
    assert client.get("/v1/documents/a").status_code == 404
    assert client.get("/v1/documents/b").json()["text"] == "New."


def test_an_unknown_job_is_not_found(service: Service) -> None:
    with pytest.raises(NotFound):
        jobs.show(service.index.catalog.connection, "nope")


def test_a_finished_job_has_nothing_left_to_write(service: Service) -> None:
    with service.index.catalog.transaction() as db:
        jobs.add(db, "j", "default", [Document("a", SECRET, metadata={"n": 1.0})])
        (kept,) = jobs.pending(db, "j", 1, 1)
        assert kept.document == Document("a", SECRET, metadata={"n": 1.0})
        jobs.finish(db, "j", JobState.DONE)
    assert jobs.pending(service.index.catalog.connection, "j", 1, 1) == []
    assert jobs.oldest_unfinished(service.index.catalog.connection) is None
