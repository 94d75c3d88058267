"""Questions over HTTP: the documented examples work, load is bounded, readiness is reported."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document, MetadataValue
from index.errors import IndexMismatch, Overloaded
from qa.server.app import create_app
from qa.server.pool import Pool
from qa.server.routes import examples
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.project import SEED
from tests.support.waiting import until

ROUTES = {
    "/v1/ask": examples.ASK,
    "/v1/search": examples.SEARCH,
    "/v1/documents": examples.DOCUMENTS,
    "/v1/chat": examples.CHAT,
    "/v1/chat/completions": examples.COMPLETIONS,
    "/v1/feedback": examples.FEEDBACK,
    "/v1/collections": examples.COLLECTION,
}
#: Bodies of routes that other tests send.
OTHERS = {
    "put /v1/documents/{id}": examples.REPLACEMENT,
    "patch /v1/documents/{id}": examples.DOCUMENT_PATCH,
    "patch /v1/collections/{name}": examples.COLLECTION_CHANGE,
}

#: Fetches from the public internet, and is off by default.
OFF = "/v1/pages"

VALUES: tuple[MetadataValue, ...] = (3, "3", True)


@pytest.fixture
def seeded(client: TestClient, service: Service) -> TestClient:
    """A client of a service that knows the seed article."""
    article = Document(
        "north-korean-troops-in-kursk.txt", SEED.read_text(), "North Korean troops", "", "2024-11-05"
    )
    service.ingester.add("default", [article])
    return client


@pytest.mark.parametrize(
    ("route", "name"), [(route, name) for route, kept in ROUTES.items() for name in kept]
)
def test_every_documented_example_works(seeded: TestClient, route: str, name: str) -> None:
    operation = seeded.get("/openapi.json").json()["paths"][route]["post"]
    body = operation["requestBody"]["content"]["application/json"]["examples"][name]["value"]
    response = seeded.post(route, json=body)
    assert response.status_code in (200, 201), response.text
    if route in ("/v1/ask", "/v1/search"):
        assert response.json()["passages"]


def test_every_body_has_examples(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {f"{method} {path}": op for path, item in paths.items() for method, op in item.items()}
    with_body = {name for name, op in operations.items() if "requestBody" in op}
    assert with_body == {*(f"post {path}" for path in (*ROUTES, OFF)), *OTHERS, "patch /v1/keys/{id}"}


@pytest.mark.parametrize(("operation", "name"), [(op, name) for op, kept in OTHERS.items() for name in kept])
def test_every_example_of_a_change_works(seeded: TestClient, operation: str, name: str) -> None:
    method, path = operation.split()
    body = seeded.get("/openapi.json").json()["paths"][path][method]["requestBody"]
    sent = body["content"]["application/json"]["examples"][name]["value"]
    where = path.format(id="north-korean-troops-in-kursk.txt", name="default")
    assert seeded.request(method, where, json=sent).status_code == 200


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
def test_citations_are_what_the_version_holds(seeded: TestClient, route: str) -> None:
    found = seeded.post(
        route,
        json={"query": "How many North Korean troops were reported?", "abstain": False}
        if route == "/v1/ask"
        else {"query": "How many troops?"},
    ).json()
    cited = [p["citation"] for p in found["passages"]]
    if route == "/v1/ask":
        assert found["answer"]["citations"]
        cited += found["answer"]["citations"]
    assert [p["text"] for p in found["passages"]] == [
        c["cited_text"] for c in cited[: len(found["passages"])]
    ]
    for c in cited:
        where = f"/v1/documents/{c['document_id']}/versions/{c['version']}/text"
        span = seeded.get(where, params={"start": c["start_char_index"], "end": c["end_char_index"]}).json()
        assert span["text"] == c["cited_text"]


def test_filters_reach_the_search(client: TestClient, service: Service) -> None:
    texts = [Document(f"d{n}", "Iron melts.", metadata={"q": q}) for n, q in enumerate(VALUES)]
    service.ingester.add("default", texts)
    found = client.post("/v1/search", json={"question": "iron", "filters": {"q": 3}}).json()["passages"]
    assert [p["citation"]["document_id"] for p in found] == ["d0"]


def test_too_many_questions_are_told_to_come_back(tmp_path: Path, embedder: FakeEmbedder) -> None:
    service = Service(Settings(home=tmp_path, workers=1, queue=1), embedder, FakeReader())
    service.ingester.add("default", [Document("a", "Iron melts.")])
    hold, real = threading.Event(), service.search

    def slow(query: Any) -> Any:
        assert hold.wait(60)
        return real(query)

    service.search = slow  # type: ignore[method-assign]
    with TestClient(create_app(service)) as client, ThreadPoolExecutor(4) as threads:
        until(lambda: client.get("/ready").status_code == 200)
        questions = [{"question": f"iron {n}"} for n in range(4)]  # the same one would be answered once
        calls = [threads.submit(client.post, "/v1/search", json=one) for one in questions]
        until(lambda: sum(call.done() for call in calls) == 2)
        hold.set()
        answers = [call.result() for call in calls]
        refused = [answer for answer in answers if answer.status_code == 503]

        assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503]
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
        assert refused[0].json()["type"] == "urn:sourceline:overloaded"
        assert client.post("/v1/search", json={"question": "iron"}).status_code == 200


def test_no_question_waits_for_what_else_is_read(tmp_path: Path, embedder: FakeEmbedder) -> None:
    service = Service(Settings(home=tmp_path, workers=1), embedder, FakeReader())
    text = "# Iron\n\n## Does iron melt?\n\nIron melts.\n"
    service.ingester.add("default", [Document("a", text, title="Iron", media_type="text/markdown")])
    hold, looking, real = threading.Event(), threading.Event(), service.ask

    def slow(query: Any) -> Any:
        looking.set()
        assert hold.wait(60)
        return real(query)

    service.ask = slow  # type: ignore[method-assign]
    with TestClient(create_app(service)) as client, ThreadPoolExecutor(1) as threads:
        suggested = threads.submit(client.get, "/v1/suggestions")  # its questions are asked
        try:
            assert looking.wait(60)
            assert client.post("/v1/search", json={"question": "iron"}).status_code == 200
            assert not suggested.done()
        finally:
            hold.set()
        assert suggested.result().status_code == 200


def test_questions_are_answered_while_documents_are_written(
    client: TestClient, service: Service, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.ingester.add("default", [Document("a", "Iron melts.")])
    hold, embedding, real = threading.Event(), threading.Event(), embedder.embed_passages

    def slow(passages: Any) -> Any:
        embedding.set()
        assert hold.wait(60)
        return real(passages)

    monkeypatch.setattr(embedder, "embed_passages", slow)
    with ThreadPoolExecutor(12) as threads:
        body = {"documents": [{"id": "b", "text": "Ice melts."}]}
        writes = [threads.submit(client.post, "/v1/documents", json=body) for _ in range(12)]
        assert embedding.wait(60)
        assert client.post("/v1/search", json={"question": "iron"}).status_code == 200
        assert client.delete("/v1/documents/a").status_code == 200
        hold.set()
        assert {write.result().status_code for write in writes} == {200}


def test_callers_that_go_away_give_their_place_back() -> None:
    async def scenario() -> None:
        pool, hold = Pool("t", workers=1, queue=1), threading.Event()
        running = asyncio.create_task(pool.run(hold.wait))
        waiting = asyncio.create_task(pool.run(hold.wait))
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await pool.run(hold.is_set)
        waiting.cancel()
        await asyncio.wait([waiting])
        again = asyncio.create_task(pool.run(hold.is_set))  # takes the place of the one that left
        await asyncio.sleep(0.05)
        running.cancel()  # its thread still works: its place is not free yet
        await asyncio.wait([running])
        with pytest.raises(Overloaded):
            await pool.run(hold.is_set)
        hold.set()
        assert await again is True
        assert await pool.run(hold.is_set) is True
        pool.close()

    asyncio.run(scenario())


class Held(Service):
    """A service whose model loads when it is let."""

    let = threading.Event()

    @cached_property
    def embedder(self) -> FakeEmbedder:
        assert self.let.wait(60)
        return FakeEmbedder()


def test_health_answers_before_the_model_is_loaded(tmp_path: Path) -> None:
    with TestClient(create_app(Held(Settings(home=tmp_path)))) as client:
        assert client.get("/health").json()["status"] == "ok"
        loading = client.get("/ready")
        Held.let.set()
        assert (loading.status_code, loading.json()["status"]) == (503, "loading")
        assert loading.json()["reason"]
        until(lambda: client.get("/ready").json() == {"status": "ready", "reason": ""})


def test_an_index_of_another_model_is_not_ready_and_says_why(tmp_path: Path) -> None:
    Service(Settings(home=tmp_path), FakeEmbedder("old"), FakeReader()).ingester.add(
        "default", [Document("a", "Iron.")]
    )
    with TestClient(
        create_app(Service(Settings(home=tmp_path), FakeEmbedder("new"), FakeReader()))
    ) as client:
        until(lambda: client.get("/ready").json()["status"] == "failed")
        ready = client.get("/ready")
        assert ready.status_code == 503
        assert "SOURCELINE_EMBEDDING_MODEL" in ready.json()["reason"]
        assert client.get("/health").status_code == 200
        answer = client.post("/v1/ask", json={"question": "x"})
        assert (answer.status_code, answer.json()["type"]) == (409, f"urn:sourceline:{IndexMismatch.kind}")
        assert client.get("/v1/documents/a").json()["text"] == "Iron."


def test_the_answers_passage_is_always_shown(client: TestClient) -> None:
    texts = {"a": "Rye harvest rye harvest.", "b": "The rye harvest of that year was poor for all."}
    client.post("/v1/documents", json={"documents": [{"id": id, "text": text} for id, text in texts.items()]})
    for question in ("How was the rye harvest of that year?", "rye harvest", "for all"):
        answered = client.post("/v1/ask", json={"question": question, "top_k": 1, "abstain": False}).json()
        (passage,), (cited, *_) = answered["passages"], answered["answer"]["citations"]
        assert passage["citation"]["document_id"] == cited["document_id"]
        assert cited["cited_text"] == answered["answer"]["text"]
        assert cited["cited_text"] in answered["answer"]["sentence"]["cited_text"]


def test_a_stricter_error_rate_abstains_more(client: TestClient) -> None:
    client.post("/v1/documents", json={"documents": [{"id": "a", "text": "The rye harvest was poor."}]})

    def ask(rate: float) -> dict[str, object]:
        body = {"question": "How was the rye harvest?", "max_error_rate": rate}
        answered: dict[str, object] = client.post("/v1/ask", json=body).json()
        return answered

    strict, lax = ask(0.0), ask(1.0)
    assert strict["threshold"] == 1.0
    assert lax["threshold"] == 0.0
    assert strict["answerability"] == lax["answerability"]
    assert (strict["abstained"], lax["abstained"]) == (True, False)
    assert strict["claims"] == []


@pytest.mark.parametrize("rate", [-0.1, 1.1, "much"])
def test_an_error_rate_that_is_none_is_named(client: TestClient, rate: object) -> None:
    response = client.post("/v1/ask", json={"question": "x", "max_error_rate": rate})
    assert response.status_code == 422
    assert "max_error_rate" in response.text
