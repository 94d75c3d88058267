"""What the service answers is what its OpenAPI document says: status, media type and body of each call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from qa.server.auth.rules import RULES
from tests.support.waiting import until

Q = {"question": "How many soldiers came?"}
#: Calls in order: method, address, body, the expected status.
CALLS: list[tuple[str, str, Any, int]] = [
    ("POST", "/v1/collections", {"name": "c", "description": "d"}, 201),
    ("POST", "/v1/collections", {"name": "c"}, 409),
    ("POST", "/v1/collections", {"name": "/"}, 422),
    ("GET", "/v1/collections", None, 200),
    ("GET", "/v1/collections/c", None, 200),
    ("GET", "/v1/collections/none", None, 404),
    ("PATCH", "/v1/collections/c", {"description": None}, 200),
    ("PATCH", "/v1/collections/c", {"name": None}, 422),
    ("POST", "/v1/documents", {"id": "a", "text": "Twelve soldiers came.", "collection": "c"}, 200),
    ("POST", "/v1/documents", {"documents": [{"id": "a", "text": "Ten soldiers came."}]}, 200),
    ("POST", "/v1/documents", {"documents": []}, 422),
    ("POST", "/v1/documents?wait=false", {"id": "b", "text": "Ice."}, 202),
    ("PUT", "/v1/documents/p", {"text": "Wax."}, 201),
    ("PUT", "/v1/documents/p", {"text": "Wax melts."}, 200),
    ("PUT", "/v1/documents/p?wait=false", {"text": "Wax melts."}, 202),
    ("PUT", "/v1/documents/p", {"text": ""}, 422),
    ("PATCH", "/v1/documents/p", {"title": "T", "metadata": {"a": 1, "b": [1, "x"]}}, 200),
    ("PATCH", "/v1/documents/p", {"metadata": {"a": {}}}, 422),
    ("PATCH", "/v1/documents/none", {}, 404),
    ("GET", "/v1/documents", None, 200),
    ("GET", "/v1/documents/p", None, 200),
    ("GET", "/v1/documents?limit=0", None, 422),
    ("POST", "/v1/ask", {**Q, "collections": ["c", "default"]}, 200),
    ("POST", "/v1/ask", {**Q, "collections": ["c", "none"]}, 404),
    ("POST", "/v1/ask", {"question": "Xyzzy?"}, 200),
    ("POST", "/v1/search", {**Q, "collections": ["c", "default"]}, 200),
    ("POST", "/v1/search", {**Q, "collections": []}, 422),
    ("POST", "/v1/chat", {**Q, "collections": ["c"]}, 200),
    ("GET", "/v1/jobs", None, 200),
    ("GET", "/v1/jobs/JOB", None, 200),
    ("GET", "/v1/jobs/none", None, 404),
    ("GET", "/v1/jobs/JOB/events", None, 200),
    ("GET", "/v1/jobs/none/events", None, 404),
    ("POST", "/v1/jobs/JOB/cancel", None, 200),
    ("POST", "/v1/jobs/none/cancel", None, 404),
    ("DELETE", "/v1/collections/c", None, 422),
    ("DELETE", "/v1/collections/c?confirm=c", None, 200),
    ("DELETE", "/v1/collections/c?confirm=c", None, 404),
    ("DELETE", "/v1/documents/p", None, 200),
]


class Contract:
    """The OpenAPI document of a service."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._paths = [
            (re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", path) + "$"), item)
            for path, item in document["paths"].items()
        ]

    def operation(self, method: str, path: str) -> dict[str, Any]:
        """The operation of an address; the one with the fewest parameters where several match."""
        found = [item for pattern, item in self._paths if pattern.match(path) and method.lower() in item]
        assert found, f"{method} {path} is not documented"
        operation: dict[str, Any] = found[0][method.lower()]
        return operation

    def faults(self, schema: dict[str, Any], value: object) -> list[str]:
        """Where a value is not of a schema."""
        whole = {**schema, "components": self._document["components"]}
        return [
            f"{list(fault.path)}: {fault.message}" for fault in Draft202012Validator(whole).iter_errors(value)
        ]


@pytest.fixture
def contract(client: TestClient) -> Contract:
    return Contract(client.get("/openapi.json").json())


def test_every_answer_is_as_documented(client: TestClient, contract: Contract) -> None:
    job = ""
    for method, address, body, status in CALLS:
        response = client.request(method, address.replace("JOB", job), json=body)
        told = f"{method} {address} {body}: {response.status_code} {response.text[:300]}"
        assert response.status_code == status, told
        operation = contract.operation(method, address.partition("?")[0])
        content = operation["responses"][str(status)]["content"]
        kind = response.headers["content-type"].partition(";")[0]
        assert kind in content, told
        if kind.endswith("json"):
            assert contract.faults(content[kind]["schema"], response.json()) == [], told
        if body is not None and status < 300:
            sent = operation["requestBody"]["content"]["application/json"]["schema"]
            assert contract.faults(sent, body) == [], f"{told} is accepted, but not documented"
        if status == 202:
            job = response.json()["id"]
            until(lambda job=job: client.get(f"/v1/jobs/{job}").json()["state"] == "done")  # type: ignore[misc]


def test_what_a_schema_refuses_is_refused(client: TestClient, contract: Contract) -> None:
    """Bodies with a field too many, of a wrong type, or without one that is required."""
    client.put("/v1/documents/p", json={"text": "Wax."})
    sent = {
        (method, address.partition("?")[0]): body for method, address, body, status in CALLS if status < 300
    }
    for (method, address), body in sent.items():
        if body is None or "/collections/" in address:
            continue
        schema = contract.operation(method, address)["requestBody"]["content"]
        for wrong in mutated(body):
            if contract.faults(schema["application/json"]["schema"], wrong):
                answer = client.request(method, address, json=wrong)
                assert answer.status_code == 422, (method, address, wrong, answer.text[:300])
                assert all(one["field"] and one["hint"] for one in answer.json()["errors"]), wrong


def mutated(body: dict[str, Any]) -> Iterator[Any]:
    """The body spoilt in one place at a time."""
    yield {**body, "unknown": 1}
    yield []
    for name in body:
        yield {key: value for key, value in body.items() if key != name}
        for other in (None, 3, [3], {"k": {"k": 1}}):
            yield {**body, name: other}


def test_every_rule_of_the_api_is_documented(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for rule in RULES:
        if not rule.path.startswith("/v1/"):
            continue
        item = paths[re.sub(r":\w+}", "}", rule.path)]
        for method in rule.methods.lower().split():
            # The service of these tests has no keys, and needs none but for its keys.
            assert ("security" in item[method]) == rule.always_keyed, rule
            assert f"Scope: `{rule.scope}`" in item[method]["description"]
            assert {"401", "403", "429"} <= {*item[method]["responses"]}
