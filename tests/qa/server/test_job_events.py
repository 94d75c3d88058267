"""The events of a job: each outcome once, the rest to who connects again, the end to everyone."""

from __future__ import annotations

import json
import threading

import httpx
import pytest
from fastapi.testclient import TestClient

from index.store.catalog import jobs
from qa.server import job_run
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder
from tests.support.jobs import Gate, accept, events, finished, live_documents
from tests.support.serving import served
from tests.support.waiting import until

IDS = [f"d{n}" for n in range(12)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_run, "BATCH_DOCUMENTS", 3)


def test_events_tell_each_outcome_once_and_the_end(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS)
    gate.open()
    told = events(client, where)
    results = [(id, data["id"], data["status"]) for name, id, data in told if name == "result"]
    assert results == [(str(n + 1), id, "new") for n, id in enumerate(IDS)]
    assert [name for name, _, _ in told if name != "result"][-3:] == ["progress", "done", ""]
    assert told[-2][1:] == ("done", client.get(where).json())
    assert told[-1][2] == "[DONE]"


def test_a_client_that_connects_again_is_told_the_rest(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS)
    gate.open()
    finished(client, where)
    rest = events(client, where, **{"Last-Event-ID": "9"})
    assert [data["id"] for name, _, data in rest if name == "result"] == IDS[9:]
    assert client.get(f"{where}/events", headers={"Last-Event-ID": "done"}).status_code == 204
    odd = client.get(f"{where}/events", headers={"Last-Event-ID": "soon"})
    assert odd.status_code == 422
    assert odd.json()["errors"][0]["field"] == "last-event-id"


def test_the_end_of_a_cancelled_job_is_told(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS)
    threading.Timer(0.5, lambda: client.post(f"{where}/cancel")).start()
    told = events(client, where)
    assert told[-2][0] == "done"
    assert told[-2][2]["state"] == "cancelled"


def test_a_job_that_goes_away_is_told(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS, collection="old")
    gate.open(1)
    until(lambda: client.get(where).json()["documents"]["done"] == 3)
    threading.Timer(0.5, lambda: client.delete("/v1/collections/old?confirm=old")).start()
    told = events(client, where)
    assert (told[-2][0], told[-2][2]["status"]) == ("error", 404)


def test_jobs_of_other_collections_are_not_told_or_cancelled(
    client: TestClient, service: Service, gate: Gate
) -> None:
    where = accept(client, *IDS, collection="secret")
    headers = bearer(make(client, Scope.INGEST, collections=("own",)))
    for method, path in (("GET", where), ("GET", f"{where}/events"), ("POST", f"{where}/cancel")):
        answer = client.request(method, path, headers=headers)
        other = client.request(method, path.replace(where, "/v1/jobs/none"), headers=headers)
        assert (answer.status_code, other.status_code) == (404, 404), path
        assert answer.json()["errors"][0]["hint"] == other.json()["errors"][0]["hint"]
    job = jobs.show(service.index.catalog.connection, where.rsplit("/", 1)[-1])
    assert not job.state.finished


def test_a_job_is_cancelled_in_the_middle(service: Service, embedder: FakeEmbedder) -> None:
    """By a client that follows it: outcomes are told while the job runs, the end when it is cancelled."""
    with served(service) as address, httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        gate = Gate(embedder)
        gate.open(1)
        where = accept(client, *IDS)
        with client.stream("GET", f"{where}/events") as stream:
            lines = stream.iter_lines()
            assert next(line for line in lines if line == "event: result")
            cancelled = client.post(f"{where}/cancel").json()
            rest = [*lines]
        gate.open()
        assert json.loads(rest[rest.index("event: done") + 1].removeprefix("data: ")) == cancelled
        assert finished(client, accept(client, "after"))["state"] == "done"
        assert client.get(where).json() == cancelled
    assert cancelled["state"] == "cancelled"
    assert [d["id"] for d in cancelled["result"]["documents"]] == IDS[:3]
    assert live_documents(service.settings.home) == sorted(["after", *IDS[:3]])
