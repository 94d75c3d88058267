"""What a caller may not see is as if it were not there: a corpus is asked, and the rest of it alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from index.documents import version_name
from qa.server.app import create_app
from qa.server.auth.key_store import NewKey
from qa.server.auth.rules import RULES
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.labelled_corpus import CORPUS, LABELS, QUESTIONS, Labelled, comparable, fill
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


class Asked(NamedTuple):
    """A request that reads."""

    rule: str
    path: str
    body: dict[str, Any] | None = None

    @property
    def answered_by(self) -> str | None:
        """The document that answers its question, if it asks one."""
        messages = (self.body or {}).get("messages", [{}])
        question = messages[0].get("content") or (self.body or {}).get("question", "")
        return QUESTIONS.get(question)


def requests() -> Iterator[Asked]:
    """Requests to every address that tells of documents: of what is there, and of what may be hidden."""
    for question in QUESTIONS:
        for more in ({}, {"filters": {"grade": 7}}, {"filters": {"kind": "dock"}}, {"spelling": False}):
            body = {"question": question, "top_k": 40, "abstain": False, **more}
            yield Asked("/v1/ask", "/v1/ask", body)
            yield Asked("/v1/search", "/v1/search", {"question": question, "top_k": 40, **more})
        yield Asked("/v1/chat", "/v1/chat", {"question": question, "top_k": 40, "abstain": False})
        messages = [{"role": "user", "content": question}]
        yield Asked(
            "/v1/chat/completions", "/v1/chat/completions", {"model": "sourceline", "messages": messages}
        )
    for misspelt in ("When is the zirkonum kiln fired?", "When does the Remot Engin Board meet?"):
        yield Asked("/v1/ask", "/v1/ask", {"question": misspelt, "top_k": 40, "abstain": False})
    yield Asked("/v1/search", "/v1/search", {"question": "crane", "top_k": 40, "as_of": "2020-01-01"})
    for question in QUESTIONS:
        yield tool("search", question=question, top_k=40)
    yield tool("search", question="When is the zirkonum kiln fired?", top_k=40)
    for one in CORPUS:
        id = quote(one.body["id"], safe="")
        yield Asked("/v1/documents/{id:document}", f"/v1/documents/{id}")
        yield Asked("/v1/documents/{id:document}", f"/v1/documents/{id}?source={one.source}")
        yield Asked("/v1/documents/{id:path}/original", f"/v1/documents/{id}/original")
        for text in (*one.before, one.body["text"]):
            version = version_name(text)
            span = f"/v1/documents/{id}/versions/{version}/text?start=0&end=5"
            yield Asked("/v1/documents/{id:path}/versions/{version}/text", span)
            yield Asked("/documents/{id:path}", f"/documents/{id}?version={version}&start=0&end=5")
            yield Asked("/originals/{version}", f"/originals/{version}?document_id={id}")
            yield Asked("/originals/{version}/pages/{page}", f"/originals/{version}/pages/1?document_id={id}")
            cited = {"document_id": one.body["id"], "version": version, "cited_text": text[:5]}
            cited |= {"start_char_index": 0, "end_char_index": 5}
            feedback = {"question": "?", "verdict": "up", "citations": [cited], "generation": 1}
            yield Asked("/v1/feedback", "/v1/feedback", feedback)
        yield Asked("/documents/{id:path}", f"/documents/{id}")
        where = {"document_id": one.body["id"], "version": version_name(one.body["text"])}
        yield tool("get_passage", **where, start=0, end=5)
    yield Asked("/v1/documents", "/v1/documents?limit=3")
    yield Asked("/v1/documents", "/v1/documents?limit=1000")
    yield Asked("/v1/documents", "/v1/documents?q=pay")
    yield Asked("/v1/documents", "/v1/documents?source=vault")
    yield Asked("/documents", "/documents")
    yield Asked("/", "/")
    yield Asked("/v1/collections", "/v1/collections")
    yield Asked("/v1/collections/{name}", "/v1/collections/default")
    yield Asked("/v1/sources", "/v1/sources")
    yield Asked("/v1/models", "/v1/models")
    yield Asked("/v1/suggestions", "/v1/suggestions?limit=8")


def tool(name: str, **arguments: Any) -> Asked:
    """A call of a tool of the Model Context Protocol."""
    call = {"name": name, "arguments": arguments}
    return Asked("/mcp", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})


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
