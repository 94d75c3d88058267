"""Jobs commit in batches: partial work survives cancellation, failures and kills, and is told as it comes."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.store.catalog import Catalog, jobs
from index.store.catalog.jobs import JobState
from index.store.catalog.schema import FORMAT
from index.store.passage_index import PassageIndex
from qa.server import job_run
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder
from tests.support.older_catalog import make_format_2
from tests.support.server_process import post, server
from tests.support.serving import served
from tests.support.waiting import until

IDS = [f"d{n}" for n in range(12)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_run, "BATCH_DOCUMENTS", 3)


class Gate:
    """Lets an embedder embed only so many batches."""

    def __init__(self, embedder: FakeEmbedder) -> None:
        self._places, self._real = threading.Semaphore(0), embedder.embed_passages
        embedder.embed_passages = self._embed  # type: ignore[method-assign]

    def _embed(self, passages: Any) -> Any:
        assert self._places.acquire(timeout=20)
        return self._real(passages)

    def open(self, times: int = 1000) -> None:
        """Let it embed so many more batches."""
        self._places.release(times)


@pytest.fixture
def gate(client: TestClient, embedder: FakeEmbedder) -> Iterator[Gate]:
    """Closed, until it is opened; made when the application is ready."""
    gate = Gate(embedder)
    yield gate
    gate.open()


def accept(client: Any, *ids: str, collection: str = "default") -> str:
    """Post documents for later; where the job is."""
    body = {"documents": [{"id": id, "text": f"{id} melts."} for id in ids], "collection": collection}
    response = client.post("/v1/documents?wait=false", json=body)
    assert response.status_code == 202, response.text
    return str(response.headers["location"])


def finished(client: Any, where: str) -> Any:
    ends = ("done", "failed", "cancelled")
    until(lambda: client.get(where).json()["state"] in ends)
    return client.get(where).json()


def stored(client: Any, collection: str = "default") -> list[str]:
    page = client.get("/v1/documents", params={"limit": 500, "collection": collection}).json()
    return [document["id"] for document in page["documents"]]


def events(client: Any, where: str, **headers: str) -> list[tuple[str, str, Any]]:
    """Name, id and data of each event of a job, until the stream ends."""
    found = []
    with client.stream("GET", f"{where}/events", headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        for block in "".join(response.iter_text()).strip().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            data = fields.get("data", "")
            found.append(
                (
                    fields.get("event", ""),
                    fields.get("id", ""),
                    data if data == "[DONE]" else json.loads(data),
                )
            )
    return found


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


# Events ------------------------------------------------------------------------------------------


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


def test_jobs_of_other_collections_are_not_told_or_cancelled(client: TestClient, gate: Gate) -> None:
    where = accept(client, *IDS, collection="secret")
    headers = bearer(make(client, Scope.INGEST, collections=("own",)))
    for method, path in (("GET", where), ("GET", f"{where}/events"), ("POST", f"{where}/cancel")):
        answer = client.request(method, path, headers=headers)
        other = client.request(method, path.replace(where, "/v1/jobs/none"), headers=headers)
        assert (answer.status_code, other.status_code) == (404, 404), path
        assert answer.json()["errors"][0]["hint"] == other.json()["errors"][0]["hint"]
    assert jobs.show(
        client.app.state.server.service.index.catalog.connection, where.split("/")[-1]
    ).state in (  # type: ignore[attr-defined]
        JobState.QUEUED,
        JobState.RUNNING,
    )


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


def wait_for_more(client: httpx.Client, where: str, done: int) -> None:
    """Wait until more than so many documents of a job are done."""
    until(lambda: client.get(where).json()["documents"]["done"] > done, 120)


def accept_long(client: httpx.Client, ids: list[str]) -> str:
    """Post documents of so many characters that a batch holds a few of them."""
    accepted = post(client, *ids, text="{} melts. " + "Iron is warm. " * 2_500, wait="false")
    assert accepted.status_code == 202
    return str(accepted.headers["location"])


def live_documents(home: Path) -> list[str]:
    """The ids of all documents; each must have one version, and each store the same passages."""
    index = PassageIndex(home)
    try:
        db = index.catalog.connection
        live = {row[0] for row in db.execute("SELECT id FROM passages WHERE removed IS NULL")}
        assert db.execute("SELECT count(*) FROM passages").fetchone() == (len(live),), "written twice"
        snapshot = index.snapshot("default")
        assert snapshot.vectors.ids() == snapshot.lexical.ids() == live
        (versions,) = db.execute("SELECT count(*) FROM versions").fetchone()
        found = [row[0] for row in db.execute("SELECT id FROM documents ORDER BY id")]
        assert len(found) == versions
        return found
    finally:
        index.catalog.close()


# Upgrade ------------------------------------------------------------------------------------------


def test_the_jobs_of_a_catalog_of_format_2_are_kept(tmp_path: Path) -> None:
    Catalog(tmp_path).close()
    waiting = [
        {"id": "ä", "text": "Iron.", "metadata": {"n": 1.0, "big": 2**60}},
        {"id": "b", "text": "Ice."},
    ]
    result = {"collection": "c", "generation": 7, "documents": [{"id": "x", "status": "new", "version": "v"}]}
    problem = {"status": 422, "title": "t"}
    make_format_2(tmp_path)
    with sqlite3.connect(tmp_path / "catalog.sqlite") as db:
        for id, state, payload, outcome in (
            ("w", "running", json.dumps(waiting).encode(), None),
            ("d", "done", None, json.dumps(result)),
            ("f", "failed", None, json.dumps(problem)),
        ):
            db.execute(
                """INSERT INTO jobs (id, collection, state, payload, result, created, updated)
                   VALUES (?, 'c', ?, ?, ?, '', '')""",
                (id, state, payload, outcome),
            )
    db.close()
    catalog = Catalog(tmp_path)
    db = catalog.connection
    assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    assert [one.document for one in jobs.pending(db, "w", 1000, 10)] == [
        Document("ä", "Iron.", metadata={"n": 1.0, "big": 2**60}),
        Document("b", "Ice."),
    ]
    assert jobs.show(db, "w").documents == 2
    done = jobs.show(db, "d")
    assert (done.generation, done.documents, done.with_outcome, done.problem) == (7, 1, 1, None)
    (outcome,) = jobs.outcomes(db, "d")
    assert (outcome.document_id, outcome.status, outcome.version) == ("x", "new", "v")
    assert jobs.show(db, "f").problem == problem
    catalog.close()


def test_an_estimate_grows_into_the_truth() -> None:
    work = jobs.Workload(passages=10, embedded=1_000, waiting=2_000)
    estimate = job_run._Estimate(work, 1_000)
    assert (estimate.done(5), estimate.total(10)) == (15, 30)
    last = job_run._Estimate(jobs.Workload(20, 2_000, 1_000), 1_000)
    assert last.total(9) == 29
