"""What a caller may not see is as if it were not there: a corpus is asked, and the rest of it alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from qa.server.app import create_app
from qa.server.auth.key_store import NewKey
from qa.server.auth.rules import RULES
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.labelled_corpus import CORPUS, LABELS, Labelled, comparable, fill
from tests.support.reading_requests import Asked, requests
from tests.support.waiting import until

#: Addresses that read nothing of documents, or that only who sees everything may call.
READS_NOTHING = {
    "/v1/pages",
    "/v1/models/{model:path}",
    "/sign-in",
    "/sign-in/provider",
    "/sign-in/callback",
    "/sign-out",
    "/health",
    "/ready",
}


ACCEPT = "application/json, text/event-stream"


def test_every_address_that_reads_documents_is_asked() -> None:
    reading = {
        rule.path
        for rule in RULES
        if rule.scope is Scope.ASK or (rule.scope is None and rule.path not in READS_NOTHING)
    }
    static = {
        "/widget.js",
        "/widget-{version}.js",
        "/logo",
        "/favicon.ico",
        "/docs",
        "/openapi.json",
        "/static/swagger/{path:path}",
        "/static/{path:path}",
    }
    assert reading - READS_NOTHING - static == {asked.rule for asked in requests()}


class Corpus(NamedTuple):
    """A running service with documents."""

    client: TestClient
    admin: NewKey

    def ask(self, asked: Asked, key: NewKey) -> tuple[int, Any]:
        """The status, and what of the answer can be compared."""
        method = "GET" if asked.body is None else "POST"
        headers = bearer(key, Accept=ACCEPT) if asked.path == "/mcp" else bearer(key)
        answer = self.client.request(method, asked.path, json=asked.body, headers=headers)
        if "json" in answer.headers["content-type"]:
            return answer.status_code, comparable(answer.json())
        return answer.status_code, comparable(answer.text)


def _without_answer(found: tuple[int, Any]) -> tuple[int, Any]:
    """An answer's passages and all else but what is quoted of them."""
    status, body = found
    response = body.get("response") or body
    kept = ("question", "searched_as", "warnings", "passages", "index", "detail", "standalone")
    return status, {name: response.get(name) for name in kept}


def corpus(home: Path, documents: list[Labelled]) -> Iterator[Corpus]:
    with TestClient(create_app(Service(Settings(home=home), FakeEmbedder(), FakeReader()))) as client:
        until(lambda: client.get("/ready").status_code == 200)
        admin = make(client, Scope.ADMIN)
        fill(client, bearer(admin), documents, "default")
        yield Corpus(client, admin)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """All the documents."""
    yield from corpus(tmp_path_factory.mktemp("whole"), [*CORPUS])


CALLERS = [(), LABELS, *[tuple(random.Random(n).sample(LABELS, n % 3 + 1)) for n in range(4)]]


@pytest.mark.parametrize("labels", CALLERS, ids=lambda labels: "+".join(labels) or "none")
def test_a_caller_learns_nothing_of_what_is_hidden(
    whole: Corpus, tmp_path: Path, labels: tuple[str, ...]
) -> None:
    held = {*labels, "public"}
    seen = [one for one in CORPUS if not one.labels or held & one.labels]
    for rest in corpus(tmp_path, seen):
        key, same = make(whole.client, access=labels), make(rest.client, access=labels)
        there = {one.body["id"] for one in seen}
        for asked in requests():
            found, expected = whole.ask(asked, key), rest.ask(asked, same)
            # Which of the wrong quotes is the best depends on how rare words are in all the documents.
            if asked.answered_by and asked.answered_by not in there:
                found, expected = _without_answer(found), _without_answer(expected)
            assert found == expected, asked
