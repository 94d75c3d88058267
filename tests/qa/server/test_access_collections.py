"""A key of one collection cannot learn anything about another, not even that it exists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.store.catalog import jobs
from qa.server.auth.rules import rules_of
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import SITE, bearer, make, problem

ASK, INGEST, ADMIN = Scope


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    for collection in ("a", "b"):
        service.ingester.add(collection, [Document("war", "Twelve soldiers came.")])


def operations(client: TestClient) -> list[tuple[str, str, str]]:
    """Method and path of each operation that names a collection, and where: in the query or the body."""
    schema = client.get("/openapi.json").json()
    found = []
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if rules_of(path)[method.upper()].scope is ADMIN:
                continue  # an admin key cannot be kept to collections
            if any(p["name"] == "collection" for p in operation.get("parameters", [])):
                found.append((method.upper(), path, "query"))
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = content.get("schema", {})
            models = [
                one.get("$ref", "").rpartition("/")[2]
                for one in (body, *body.get("anyOf", ()), *body.get("oneOf", ()))
            ]
            models = [schema["components"]["schemas"].get(model, {}) for model in models]
            if any("collection" in model.get("properties", {}) for model in models):
                found.append((method.upper(), path, "body"))
    return found


def send(client: TestClient, method: str, path: str, where: str, collection: str, headers: Any) -> Any:
    """Call an operation on a collection, with its first documented example as the body."""
    schema = client.get("/openapi.json").json()
    content = schema["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    examples = content.get("application/json", {}).get("examples", {})
    body: Any = next(iter(examples.values()))["value"] if examples else None
    query = {"collection": collection} if where == "query" else {}
    if where == "body":
        body = {**body, "collection": collection}
    return client.request(
        method,
        path.replace("{id}", "war").replace("{version}", "v"),
        params=query,
        json=body,
        headers=headers,
    )


def test_every_operation_on_a_collection_is_kept_to_the_keys_own(client: TestClient) -> None:
    found = operations(client)
    assert ("POST", "/v1/ask", "body") in found
    assert ("POST", "/v1/documents", "body") in found
    assert ("DELETE", "/v1/documents/{id}", "query") in found
    assert len(found) >= 7
    own = bearer(make(client, ASK, INGEST, collections=("a",)))
    for method, path, where in found:
        refused = [send(client, method, path, where, name, own) for name in ("b", "nowhere")]
        for answer, name in zip(refused, ("b", "nowhere"), strict=True):
            body = problem(answer, 403, "forbidden")
            assert body["errors"] == [
                {
                    "field": "collection",
                    "detail": f"The key may not use the collection '{name}'.",
                    "hint": "It may use: a.",
                }
            ], path
        allowed = send(client, method, path, where, "a", own)
        off = allowed.json()["type"] == "urn:sourceline:fetching-off" if path == "/v1/pages" else False
        assert off or allowed.status_code in (200, 201, 404), path
    kept = client.get("/v1/documents/war?collection=b", headers=bearer(make(client))).json()
    assert kept["text"] == "Twelve soldiers came."


def test_the_default_collection_is_one_of_those_refused(client: TestClient) -> None:
    own = bearer(make(client, collections=("a",)))
    problem(client.post("/v1/ask", json={"question": "Who?"}, headers=own), 403, "forbidden")
    problem(client.get("/v1/documents", headers=own), 403, "forbidden")


def test_lists_show_only_the_keys_own(client: TestClient, service: Service) -> None:
    own, all_ = bearer(make(client, ASK, INGEST, collections=("a",))), bearer(make(client, ASK, INGEST))
    with service.index.catalog.transaction() as db:
        for n, collection in enumerate("abb"):
            jobs.add(db, f"j{n}", collection, [Document("x", "Iron.")])

    def names(headers: dict[str, str]) -> list[str]:
        return [c["name"] for c in client.get("/v1/collections", headers=headers).json()["collections"]]

    assert (names(own), names(all_)) == (["a"], ["a", "b"])
    for page in ("/", "/documents?collection=a"):
        seen, whole = (client.get(page, headers=headers).text for headers in (own, all_))
        assert "?collection=a" in whole
        assert "?collection=b" in whole
        assert "?collection=b" not in seen
    assert [j["id"] for j in client.get("/v1/jobs?limit=1", headers=own).json()["jobs"]] == ["j0"]
    assert [j["id"] for j in client.get("/v1/jobs", headers=all_).json()["jobs"]] == ["j2", "j1", "j0"]
    assert client.get("/v1/jobs/j0", headers=own).status_code == 200
    other, none = (
        problem(client.get(f"/v1/jobs/{id}", headers=own), 404, "not-found") for id in ("j1", "j9")
    )
    assert {**other, "instance": "", "detail": "", "errors": [], "request_id": ""} == {
        **none,
        "instance": "",
        "detail": "",
        "errors": [],
        "request_id": "",
    }
    assert other["errors"][0]["detail"].replace("j1", "j9") == none["errors"][0]["detail"]


@pytest.mark.parametrize("own", [("b",), ("b", "c"), ("not yet",)])
def test_pages_are_of_the_first_collection_that_the_key_may_see(
    client: TestClient, own: tuple[str, ...]
) -> None:
    headers = bearer(make(client, ASK, INGEST, collections=own), Accept="text/html")
    home = client.get("/", headers=headers).text
    assert f' collection="{own[0]}"></sourceline-chat>' in home
    assert f"Collection: <bdi>{own[0]}</bdi>" in home
    links = re.findall(r'<a href="(/[^"]*)"', home)
    assert f"/documents?collection={own[0].replace(' ', '+')}" in links
    for link in links:
        assert client.get(link, headers=headers).status_code == 200, link
    assert f"Documents in <bdi>{own[0]}</bdi>" in client.get("/documents", headers=headers).text


@pytest.mark.parametrize("where", ["/", "/documents", "/documents/war"])
def test_pages_of_another_collection_are_refused_with_a_way_back(client: TestClient, where: str) -> None:
    headers = bearer(make(client, collections=("b",)), Accept="text/html")
    refused = client.get(f"{where}?collection=a", headers=headers)
    assert refused.status_code == 403
    assert "It may use: b." in refused.text
    for link in re.findall(r'<a href="(/[^"]*)"', refused.text):
        assert client.get(link, headers=headers).status_code == 200, link


def test_errors_do_not_name_the_others(client: TestClient, service: Service) -> None:
    service.ingester.add("hidden", [Document("war", "Twelve soldiers came.")])
    own = bearer(make(client, collections=("a", "not yet")))
    query = {"question": "Who?", "collection": "not yet"}
    body = problem(client.post("/v1/ask", json=query, headers=own), 404, "not-found")
    assert "GET /v1/collections" in body["errors"][0]["hint"]
    assert "hidden" not in str(body)
    page = client.get("/documents/war?collection=not+yet", headers=own)
    assert page.status_code == 404
    assert "hidden" not in page.text


def test_a_publishable_key_is_kept_to_its_collections_too(client: TestClient) -> None:
    site = bearer(make(client, publishable=True, origins=(SITE,), collections=("a",)), Origin=SITE)
    ask = {"question": "How many soldiers came?"}
    assert client.post("/v1/ask", json={**ask, "collection": "a"}, headers=site).status_code == 200
    problem(client.post("/v1/ask", json={**ask, "collection": "b"}, headers=site), 403, "forbidden")
