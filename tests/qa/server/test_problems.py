"""Every error is a problem that names the field and has a hint."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.server.app import create_app
from qa.server.routes.documents.request_bodies import MAX_DOCUMENTS_BYTES
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """One for all tests here, with one document; they must leave it alone."""
    service = Service(Settings(home=tmp_path_factory.mktemp("home")), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document("kept", "Iron.")])
    return service


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield client


def problem(response: Any, status: int) -> Any:
    """The problem that a response holds."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:sourceline:")
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == response.request.url.raw_path.decode().split("?")[0]
    return body


def document(**fields: Any) -> dict[str, Any]:
    return {"documents": [{"id": "good", "text": "Iron."}, {"id": "a", "text": "Ice.", **fields}]}


def nested(depth: int, key: str) -> dict[str, Any]:
    """A filter that deep: combined, or an object in an object."""
    filters: dict[str, Any] = {"b": 1}
    for _ in range(depth):
        filters = {key: [filters] if key == "$and" else filters}
    return filters


BAD_DOCUMENTS = [
    ({"documents": []}, "documents"),
    ({"documents": [{"id": f"d{n}", "text": "x"} for n in range(1001)]}, "documents"),
    ({}, "documents"),
    ([], "body"),
    ({"documents": [{"text": "x"}] * 2}, "documents[1].id"),
    ({"documents": [{"id": "a", "text": "x"}] * 2}, "documents[1].id"),
    ({**document(), "colection": "x"}, "colection"),
    ({**document(), "collection": " "}, "collection"),
    ({**document(), "collection": "a/b"}, "collection"),
    ({**document(), "source": "a/b"}, "source"),
    *(
        (document(id=id), "documents[1].id")
        for id in ("", " ", "a\nb", "a\x7f", ".", "..", "x" * 2001, "😀" * 501, 3)
    ),
    (document(id="\ud800"), "documents[1].id"),
    (document(text=""), "documents[1].text"),
    (document(text="\ufeff\r\n\u2003"), "documents[1].text"),
    (document(text="half \udc00"), "documents[1].text"),
    (document(text=None), "documents[1].text"),
    (document(title="half \udc00"), "documents[1].title"),
    (document(title=3), "documents[1].title"),
    (document(published="5 Nov 2024"), "documents[1].published"),
    (document(published="2024-13-01"), "documents[1].published"),
    (document(metadat={}), "documents[1].metadat"),
    (document(format="pdf"), "documents[1].format"),
    (document(metadata=[]), "documents[1].metadata"),
    (document(metadata={"k": {}}), "documents[1].metadata.k"),
    (document(metadata={"k": [1, [2]]}), "documents[1].metadata.k[1]"),
    (document(metadata={"k": [None]}), "documents[1].metadata.k[0]"),
    (document(metadata={"$k": 1}), "documents[1].metadata.$k"),
    (document(metadata={"\ud800": 1}), "documents[1].metadata"),
    (document(metadata={f"k{n}": n for n in range(201)}), "documents[1].metadata"),
    (document(metadata={"a": [*range(600)], "b": [*range(600)]}), "documents[1].metadata.b"),
    (document(title="x" * 1001), "documents[1].title"),
    (document(url="x" * 8001), "documents[1].url"),
    (document(metadata={"k": float("nan")}), "documents[1].metadata.k"),
    (document(metadata={"k": [float("inf")]}), "documents[1].metadata.k[0]"),
    (document(metadata={"k": 10**400}), "documents[1].metadata.k"),
    (document(metadata={"k": "\ud800"}), "documents[1].metadata.k"),
]


@pytest.mark.parametrize(("body", "field"), BAD_DOCUMENTS)
@pytest.mark.parametrize("wait", ["true", "false"])
def test_bad_documents_are_named(client: TestClient, body: Any, field: str, wait: str) -> None:
    response = client.post(f"/v1/documents?wait={wait}", content=json.dumps(body), headers=JSON)
    errors = problem(response, 422)["errors"]
    assert errors[0]["field"] == field
    assert errors[0]["detail"]
    assert errors[0]["hint"]
    listed = client.get("/v1/documents").json()["documents"]
    assert [d["id"] for d in listed] == ["kept"], "something was written"


def test_longest_id_is_taken(client: TestClient) -> None:
    body = {"documents": [{"id": "😀" * 500, "text": "x"}], "collection": "long"}
    assert client.post("/v1/documents", json=body).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \n"}, "question"),
        ({"question": "x" * 100_000}, "question"),
        ({"question": 3}, "question"),
        ({"question": "half \ud800"}, "question"),
        ({}, "question"),
        ({"question": "x", "collection": "\ud800"}, "collection"),
        ({"question": "x", "filters": {"a": 10**400}}, "filters.a.$eq"),
        ({"question": "x", "top_k": 0}, "top_k"),
        ({"question": "x", "top_k": 10_000}, "top_k"),
        ({"question": "x", "top_k": 5.5}, "top_k"),
        ({"question": "x", "top_k": "many"}, "top_k"),
        ({"question": "x", "top_k": float("inf")}, "top_k"),
        ({"question": "x", "topk": 3}, "topk"),
        ({"question": "x", "filters": []}, "filters"),
        ({"question": "x", "filters": {"a": {"$near": 1}}}, "filters.a.$near"),
        ({"question": "x", "filters": {"a": float("nan")}}, "filters.a.$eq"),
        ({"question": "x", "filters": {"a": "\ud800"}}, "filters.a.$eq"),
        ({"question": "x", "filters": {"\ud800": 1}}, "filters"),
        ({"question": "x", "filters": {"published": "soon"}}, "filters.published.$eq"),
        ({"question": "x", "filters": {"$or": [{"n": 0}] * 201}}, "filters"),
        ({"question": "x", "filters": {"$or": [{"n": 0}] * 8_000}}, "filters"),
        ({"question": "x", "filters": {"document_id": {"$in": [*range(30_001)]}}}, "filters"),
        ({"question": "x", "filters": nested(9, "$and")}, "filters" + ".$and[0]" * 9),
        ({"question": "x", "filters": nested(150, "a")}, "filters.a.a"),
    ],
)
@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
def test_bad_questions_are_named(client: TestClient, route: str, body: Any, field: str) -> None:
    errors = problem(client.post(route, content=json.dumps(body), headers=JSON), 422)["errors"]
    assert [error["field"] for error in errors] == [field]
    assert errors[0]["hint"].startswith(("Send", "Add", "Remove", "Example", "Write"))


@pytest.mark.parametrize("value", [None, 3, "perhaps"])
def test_what_is_neither_true_nor_false_is_told_to_be(client: TestClient, value: object) -> None:
    (error,) = problem(client.post("/v1/ask", json={"question": "x", "abstain": value}), 422)["errors"]
    assert (error["field"], error["hint"]) == ("abstain", "Send true or false.")


def test_unknown_collection_is_not_found(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "x", "collection": "nowhere"})
    assert problem(response, 404)["errors"][0]["field"] == "collection"


@pytest.mark.parametrize("body", [b"{", b"", b'{"question": "x"', b"\xff\xfe", b"[" * 200_000])
def test_malformed_json(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers=JSON)
    problem(response, 422 if body == b"" else 400)


def test_a_body_that_is_not_declared_as_json_is_refused(client: TestClient) -> None:
    """A form of another site can send text/plain without asking; nothing is written from it."""
    response = client.post(
        "/v1/documents", content=json.dumps(document()), headers={"content-type": "text/plain"}
    )
    assert "Content-Type" in problem(response, 415)["detail"]


@pytest.mark.parametrize("path", ["/nope", "/v1/nope", "/v1/documents/nope", "/v1/jobs/nope", "/v1/ask/"])
def test_unknown_paths(client: TestClient, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/ask"), ("PUT", "/v1/documents"), ("POST", "/health")]
)
def test_wrong_methods(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    problem(response, 405)
    assert response.headers["allow"]


@pytest.mark.parametrize("route", ["/v1/documents", "/v1/ask"])
@pytest.mark.parametrize("announced", [True, False])
def test_long_bodies_are_refused_while_they_stream(client: TestClient, route: str, announced: bool) -> None:
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(80):
            sent += 1
            yield b" " * (512 * 1024)

    length = {"content-length": str(80 * 512 * 1024)} if announced else {}
    problem(client.post(route, content=chunks(), headers={**JSON, **length}), 413)


def test_the_longest_body_is_taken(client: TestClient) -> None:
    body = json.dumps({"documents": [{"id": "a", "text": "Iron."}], "collection": "long"}).encode()
    padded = body + b" " * (MAX_DOCUMENTS_BYTES - len(body))
    assert client.post("/v1/documents", content=padded, headers=JSON).status_code == 200
    assert client.post("/v1/documents", content=padded + b" ", headers=JSON).status_code == 413


def test_unexpected_errors_show_an_id_and_no_trace(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(query: object) -> None:
        raise ZeroDivisionError("secret path /etc/x")

    monkeypatch.setattr(service, "ask", fail)
    with caplog.at_level(logging.ERROR, "qa.server.http.problems"):
        response = client.post("/v1/ask", json={"question": "x"})

    id = problem(response, 500)["id"]
    assert "secret" not in response.text
    assert "ZeroDivisionError" not in response.text
    assert id in caplog.text
    assert "secret" in caplog.text


def test_openapi_documents_the_problems(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert "FieldError" in schema["components"]["schemas"]
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    for path, item in schema["paths"].items():
        for operation in item.values():
            bad = {s: r for s, r in operation["responses"].items() if s >= "400" and path != "/ready"}
            openai = path.startswith(("/v1/chat/completions", "/v1/models"))
            kind, name = ("json", "OpenAIError") if openai else ("problem+json", "Problem")
            expected = {f"application/{kind}": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
            for response in bad.values():
                assert response["content"] == expected


def test_the_detail_names_every_field_in_the_words_that_were_sent(client: TestClient) -> None:
    body = {"query": 5, "top_k": "x", "mode": "best", "filters": [1], "max_error_rate": 2}
    told = client.post("/v1/ask", json=body).json()
    first, others = told["detail"].split(" Also wrong: ")
    assert first == "query: Text was expected; this is a number."
    assert {*others.rstrip(".").split(", ")} == {"top_k", "mode", "filters", "max_error_rate"}
    assert told["errors"][0]["field"] == "query"
    for error in told["errors"]:
        assert error["hint"]
        assert not re.search("Input should|String should|valid string", error["detail"]), error
