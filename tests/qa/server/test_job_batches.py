"""Jobs commit in batches: partial work survives cancellation, failures and kills, and is told as it comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.store.catalog import Catalog, jobs
from index.store.catalog.jobs import JobState
from qa.server import job_run
from qa.service import Service
from tests.support.fakes import FakeEmbedder
from tests.support.jobs import Gate, accept, events, finished, live_documents, stored
from tests.support.server_process import post, server
from tests.support.waiting import until

IDS = [f"d{n}" for n in range(12)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_run, "BATCH_DOCUMENTS", 3)


def test_outcomes_are_told_as_they_come(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS)
    assert client.get(where).json()["result"] is None
    gate.open(2)
    until(lambda: client.get(where).json()["documents"]["done"] == 6)
    half = client.get(where).json()
    assert (half["state"], half["documents"]) == ("running", {"done": 6, "failed": 0, "total": 12})
    assert [d["id"] for d in half["result"]["documents"]] == IDS[:6]
    until(lambda: client.get(where).json()["total"] in (12, 13))  # an estimate
    assert stored(client) == sorted(IDS[:6])
    gate.open()
    whole = finished(client, where)
    assert [(d["id"], d["status"]) for d in whole["result"]["documents"]] == [(id, "new") for id in IDS]
    assert (whole["done"], whole["total"], whole["problem"]) == (12, 12, None)
    assert whole["result"]["generation"] > half["result"]["generation"]
    assert "result" not in client.get("/v1/jobs").json()["jobs"][0]


def test_what_a_cancelled_job_has_written_stays(client: TestClient, service: Service, gate: Gate) -> None:
    running, queued = accept(client, *IDS), accept(client, "later")
    gate.open(1)
    until(lambda: client.get(running).json()["documents"]["done"] == 3)
    for where in (queued, running):
        cancelled = client.post(f"{where}/cancel")
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    rows = service.index.catalog.connection.execute(
        "SELECT count(*) FROM job_documents WHERE payload NOTNULL"
    )
    assert rows.fetchone() == (0,)
    gate.open()
    after = accept(client, "after")
    assert finished(client, after)["state"] == "done"
    assert stored(client) == sorted(["after", *IDS[:3]])
    told = client.get(running).json()
    assert told["documents"] == {"done": 3, "failed": 0, "total": 12}
    assert (told["done"], told["total"]) == (3, 3)
    assert client.post(f"{running}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{after}/cancel").json()["state"] == "done", "a finished job stays as it is"


def test_a_document_fails_alone(client: TestClient, service: Service, embedder: FakeEmbedder) -> None:
    real = embedder.embed_passages

    def fail(passages: Any) -> Any:
        assert not any("poison" in passage.text for passage in passages)
        return real(passages)

    embedder.embed_passages = fail  # type: ignore[method-assign]
    texts = ["Iron.", " ", "Ice.", "poison", "Wax."]
    with service.index.catalog.transaction() as db:
        jobs.add(db, "j", "default", [Document(f"d{n}", text) for n, text in enumerate(texts)])
    job = finished(client, "/v1/jobs/j")
    assert (job["state"], job["documents"]) == ("done", {"done": 5, "failed": 2, "total": 5})
    found = {d["id"]: d for d in job["result"]["documents"]}
    assert [d["status"] for d in found.values()] == ["new", "failed", "new", "failed", "new"]
    assert found["d1"]["problem"]["errors"][0]["field"] == "documents[1].text"
    assert found["d1"]["version"] is None
    assert found["d3"]["problem"]["id"]
    assert stored(client) == ["d0", "d2", "d4"]


def test_a_job_goes_on_under_the_new_name_of_its_collection(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS, collection="old")
    gate.open(1)
    until(lambda: client.get(where).json()["documents"]["done"] == 3)
    assert client.patch("/v1/collections/old", json={"name": "new"}).status_code == 200
    gate.open()
    job = finished(client, where)
    assert (job["state"], job["collection"]) == ("done", "new")
    assert [d["id"] for d in job["result"]["documents"]] == IDS
    assert stored(client, "new") == sorted(IDS)
    assert [c["name"] for c in client.get("/v1/collections").json()["collections"]] == ["new"]


def test_a_job_ends_with_its_collection(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS, collection="old")
    gate.open(1)
    until(lambda: client.get(where).json()["documents"]["done"] == 3)
    assert client.delete("/v1/collections/old?confirm=old").status_code == 200
    gate.open()
    assert finished(client, accept(client, "after"))["state"] == "done"
    assert client.get(where).status_code == 404
    assert [c["name"] for c in client.get("/v1/collections").json()["collections"]] == ["default"]


def test_an_estimate_grows_into_the_truth() -> None:
    work = jobs.Workload(passages=10, embedded=1_000, waiting=2_000)
    estimate = job_run._Estimate(work, 1_000)
    assert (estimate.done(5), estimate.total(10)) == (15, 30)
    last = job_run._Estimate(jobs.Workload(20, 2_000, 1_000), 1_000)
    assert last.total(9) == 29


# A real server ------------------------------------------------------------------------------------------


def test_a_killed_job_goes_on_and_writes_no_document_twice(tmp_path: Path) -> None:
    ids = [f"d{n:03}" for n in range(20)]
    with server(tmp_path, 0.2) as (client, process):
        where = accept_long(client, ids)
        wait_for_more(client, where, 0)
        process.kill()
        process.wait()
    catalog = Catalog(tmp_path / "home")
    job = jobs.show(catalog.connection, where.rsplit("/", 1)[-1])
    assert job.state == JobState.RUNNING
    assert 0 < job.with_outcome < len(ids)
    written = {one.document_id for one in jobs.outcomes(catalog.connection, job.id)}
    assert written == {row[0] for row in catalog.connection.execute("SELECT id FROM documents")}
    catalog.close()
    with server(tmp_path) as (client, _):
        done = finished(client, where)
        assert [(d["id"], d["status"]) for d in done["result"]["documents"]] == [(id, "new") for id in ids]
        told = events(client, where)
        assert [data["id"] for name, _, data in told if name == "result"] == ids
    assert live_documents(tmp_path / "home") == ids


def wait_for_more(client: httpx.Client, where: str, done: int) -> None:
    """Wait until more than so many documents of a job are done."""
    until(lambda: client.get(where).json()["documents"]["done"] > done, 120)


def accept_long(client: httpx.Client, ids: list[str]) -> str:
    """Post documents of so many characters that a batch holds a few of them."""
    accepted = post(client, *ids, text="{} melts. " + "Iron is warm. " * 2_500, wait="false")
    assert accepted.status_code == 202
    return str(accepted.headers["location"])
