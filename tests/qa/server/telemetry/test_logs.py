"""The log: one line a request, in text or JSON, with its id, and without what is private or secret."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.server.auth.scopes import Scope
from qa.server.telemetry.logs import ACCESS, configure, formatter
from qa.service import Service
from tests.support.access_cases import SITE, bearer, make

SECRET_TEXT = "Quagmire turbines hum at 62 degrees."
SECRET_QUESTION = "When do quagmire turbines hum?"


class Log:
    """What was logged, at all levels, in one of the formats."""

    def __init__(self, format: str) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(formatter(format))
        self.handler.addFilter(lambda record: record.name != "httpx2")  # the client of the tests

    @property
    def text(self) -> str:
        """All of it."""
        return self._stream.getvalue()

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The lines of requests that are not routine."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["logger"] == ACCESS and line["level"] != "debug"]


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """The log while a test runs, in JSON if the test does not say otherwise."""
    log, root = Log(getattr(request, "param", "json")), logging.getLogger()
    level = root.level
    root.addHandler(log.handler)
    root.setLevel(logging.DEBUG)
    yield log
    root.setLevel(level)
    root.removeHandler(log.handler)


def test_each_request_has_one_line_that_says_what_became_of_it(client: TestClient, log: Log) -> None:
    client.post("/v1/documents", json={"documents": [{"id": "t", "text": SECRET_TEXT}]})
    headers = bearer(make(client, Scope.ADMIN))
    asked = client.post("/v1/ask", json={"question": SECRET_QUESTION}, headers=headers)
    client.post("/v1/ask", json={"question": SECRET_QUESTION}, headers=headers)
    written, first, again = log.requests
    assert written["route"] == "/v1/documents"
    assert "key" not in written
    assert first["ms"] > 0
    assert first["request_id"] == asked.headers["X-Request-ID"]
    expected = {"method": "POST", "route": "/v1/ask", "status": 200, "collection": "default"}
    expected |= {"level": "info", "answer": asked.json()["level"]}
    assert {name: first[name] for name in expected} == expected
    assert first["origin"] == "made"
    assert again["origin"] == "memory"
    assert first["key"] == again["key"]


@pytest.mark.parametrize("log", ["json", "text"], indirect=True)
def test_no_text_and_no_question_and_no_secret_is_logged(
    client: TestClient, service: Service, log: Log
) -> None:
    service.ingester.add("a", [Document("t", SECRET_TEXT)])
    admin = make(client, Scope.ADMIN)
    public = make(client, publishable=True, origins=(SITE,), collections=("a",))
    ask = {"question": SECRET_QUESTION, "collection": "a"}
    for path in ("/v1/ask", "/v1/search", "/v1/chat"):
        assert client.post(path, json=ask, headers=bearer(admin)).status_code == 200
    found = client.post("/v1/search", json=ask, headers=bearer(public, Origin=SITE)).json()
    link = found["passages"][0]["citation"]["url"]
    assert client.get(link).status_code == 200
    client.get("/v1/documents", headers=bearer(admin), params={"token": admin.secret, "q": SECRET_QUESTION})
    client.post("/v1/ask", json={**ask, "extra": SECRET_TEXT}, headers=bearer(admin))
    client.post("/v1/ask", content=SECRET_TEXT, headers=bearer(admin))
    client.get("/v1/documents", headers={"Authorization": f"Bearer {admin.secret}x"})
    client.get("/v1/documents", headers={**bearer(admin), "X-Request-ID": admin.secret})
    assert "quagmire" not in log.text.lower()
    for key in (admin, public):
        assert key.secret.split("_", 2)[2] not in log.text
    ticket = re.search(r"ticket=([^&]+)", link)
    assert ticket
    assert ticket[1] not in log.text


def test_an_unexpected_error_is_logged_with_its_request(
    client: TestClient, service: Service, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "search", lambda query: 1 / 0)
    answer = client.post("/v1/search", json={"question": "x"}, headers={"X-Request-ID": "abc-1"})
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] == "abc-1"
    assert answer.json()["request_id"] == "abc-1"
    errors = [json.loads(line) for line in log.text.splitlines() if "internal error" in line]
    assert [error["request_id"] for error in errors] == ["abc-1"]
    assert "ZeroDivisionError" in errors[0]["exception"]
    assert log.requests[-1]["status"] == 500


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("abc-1", True),
        ("a" * 128, True),
        ("a" * 129, False),
        ("", False),
        ("two words", False),
        ("line\tbreak", False),
        ("-x", False),
        ("sk_0123456789ab_" + "A" * 43, False),
        ("x:pk_0123456789ab_" + "A" * 43, False),
    ],
)
def test_the_senders_id_is_taken_if_it_is_sane(client: TestClient, given: str, taken: bool) -> None:
    for path, status in (("/health", 200), ("/nowhere", 404)):
        answer = client.get(path, headers={"X-Request-ID": given})
        assert answer.status_code == status
        found = answer.headers["X-Request-ID"]
        assert (found == given) is taken
        assert re.fullmatch(r"[0-9a-f]{32}", found) or taken


def test_problems_have_the_id(client: TestClient) -> None:
    answer = client.get("/v1/documents/nothing", headers={"X-Request-ID": "abc-2"})
    assert answer.status_code == 404
    assert answer.json()["request_id"] == "abc-2"


@pytest.mark.parametrize("log", ["text"], indirect=True)
def test_text_has_the_same_fields(client: TestClient, log: Log) -> None:
    client.get("/v1/collections", headers={"X-Request-ID": "abc-3"})
    line = next(line for line in log.text.splitlines() if "abc-3" in line)
    assert re.search(
        r"INFO sourceline\.access: request .*method=GET route=/v1/collections status=200 ms=", line
    )


def test_a_message_cannot_forge_a_line(log: Log) -> None:
    logging.getLogger("x").warning("one %s", "two\nthree", extra={"about": 'a "b"\nc'})
    assert len(log.text.splitlines()) == 1


def test_routine_requests_are_logged_for_debugging_only(client: TestClient, log: Log) -> None:
    client.get("/health")
    assert log.requests == []
    assert "/health" in log.text


def test_no_client_of_ours_logs_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """`qa serve` fetches pages that clients name, and asks a language model with a key."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level, stream = root.level, io.StringIO()
    try:
        configure("debug", "json", stream)
        logging.getLogger("httpx").info("HTTP Request: GET http://x/?token=1")
        logging.getLogger("httpcore.http11").debug("Authorization")
        logging.getLogger("ours").info("said")
        assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["said"]
    finally:
        root.setLevel(level)
