"""What others do with documents that a caller may not see changes nothing of what it is told, anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from index.documents import version_name
from qa.server.app import create_app
from qa.server.auth.key_store import NewKey
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from qa.suggestions import LEAST_VOTES
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.labelled_corpus import CORPUS, QUESTIONS, document, fill
from tests.support.reading_requests import requests
from tests.support.waiting import until

#: How sure an answer is depends on how rare words are in all documents, as the documentation says; when an
#: answer was made, and under which number, is new each time.
_MAY_DIFFER = re.compile(
    r"score|probability|odds|answerability|timings|firmness|strength|support|^rank$|request_id|received|^id$"
)
_HEADERS_MAY_DIFFER = {"x-request-id", "content-length", "date", "retry-after"}
_NEW_EACH_TIME = re.compile(rb"nonce-?[=\"'\w+/-]+|chatcmpl-\w+|\"created\":\d+")
UNLIMITED: dict[str, Any] = {"per_minute": 10**9, "per_day": 10**9}
MCP = "application/json, text/event-stream"
SECRET = "The zirconium kiln of Mona is sold for 5,000 crowns."


class Told(NamedTuple):
    """What a caller was told."""

    status: int
    headers: dict[str, str]
    body: Any


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a service with documents of which some have labels."""
    service = Service(Settings(home=tmp_path, question_log_days=30), FakeEmbedder(), FakeReader())
    with TestClient(create_app(service), base_url="http://127.0.0.1") as client:
        until(lambda: client.get("/ready").status_code == 200)
        fill(client, bearer(make(client, Scope.ADMIN)), CORPUS, "default")
        yield client


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        made_now = value.get("object") == "chat.completion" or "verdict" in value
        kept = {key: one for key, one in value.items() if not _MAY_DIFFER.search(key)}
        return {key: plain(one) for key, one in kept.items() if not (made_now and key == "created")}
    if isinstance(value, list):
        return sorted((plain(one) for one in value), key=repr)
    return value


def told(client: TestClient, key: NewKey) -> dict[str, Told]:
    """All that a caller can ask, and what it is told."""
    found: dict[str, Told] = {}
    asked = [
        (one.path, one.body) for one in requests() if one.answered_by in (None, "ferry", "tide", "depth")
    ]
    paths = client.get("/openapi.json").json()["paths"]
    asked += [
        (path, None)
        for path, item in paths.items()
        if "get" in item and "{" not in path and path != "/metrics"
    ]
    for name in ("list_documents", "list_collections"):
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": {}}}
        asked.append(("/mcp", call))
    for path, body in asked:
        accepted = {"Accept": MCP} if path == "/mcp" else {}
        answer = client.request("POST" if body else "GET", path, json=body, headers=bearer(key, **accepted))
        is_json = "json" in answer.headers.get("content-type", "")
        shown = plain(answer.json()) if is_json else _NEW_EACH_TIME.sub(b"", answer.content)
        headers = {name: value for name, value in answer.headers.items() if name not in _HEADERS_MAY_DIFFER}
        found[f"{path} {body}"] = Told(answer.status_code, headers, shown)
    return found


def work_unseen(client: TestClient) -> None:
    """Write, replace, label, queue, ask, judge and delete documents that only some may see."""
    admin, hr = bearer(make(client, Scope.ADMIN)), bearer(make(client, access=("group:hr",)))
    hidden = {"access": ["group:hr"], "metadata": {"salary": 5, "kind": "dock"}, "published": "2026-06-01"}
    for text in (SECRET, f"{SECRET} It was old."):
        body = {"documents": [{"id": "deal", "text": text, "title": "Deal", **hidden}], "source": "deals"}
        assert client.post("/v1/documents", json=body, headers=admin).status_code == 200
    # The same text, and the same id in another source, as what everyone sees.
    ferry = next(one.body for one in CORPUS if one.body["id"] == "ferry")
    for id in ("ferry", "ferry-twin"):
        body = {"documents": [{**ferry, "id": id, "access": ["group:hr"]}], "source": "deals"}
        assert client.post("/v1/documents", json=body, headers=admin).status_code == 200
    body = {"documents": [document("queued", "The dock of the morvane is deep.", "group:hr")]}
    job = client.post("/v1/documents?wait=false", json=body, headers=admin).json()["id"]
    until(lambda: client.get(f"/v1/jobs/{job}", headers=admin).json()["state"] == "done")
    client.delete("/v1/documents/queued", headers=admin)
    client.patch("/v1/documents/deal", json={"title": "A deal"}, headers=admin)
    for question in (*QUESTIONS, "For how much is the kiln sold?"):
        client.post("/v1/ask", json={"question": question}, headers=hr)
    text = f"{SECRET} It was old."
    cited: dict[str, Any] = {"document_id": "deal", "version": version_name(text), "cited_text": text[:5]}
    cited |= {"start_char_index": 0, "end_char_index": 5}
    vote = {"question": "When does the ferry leave?", "answer": "nine", "verdict": "up", "generation": 1}
    for _ in range(LEAST_VOTES):
        told_so = client.post("/v1/feedback", json={**vote, "citations": [cited]}, headers=hr)
        assert told_so.status_code == 201, told_so.text


@pytest.mark.parametrize(
    ("scopes", "labels"), [((Scope.ASK,), ()), ((Scope.ASK, Scope.INGEST), ("group:yard",))]
)
def test_nothing_that_is_told_changes(
    client: TestClient, scopes: tuple[Scope, ...], labels: tuple[str, ...]
) -> None:
    key = make(client, *scopes, access=labels, **UNLIMITED)
    told(client, key)  # what is made once and kept, such as suggestions
    before = told(client, key)
    work_unseen(client)
    after = told(client, key)
    changed = {path: (before[path], after[path]) for path in before if before[path] != after[path]}
    assert changed == {}


def test_another_collection_is_not_told(client: TestClient) -> None:
    key = make(client, collections=("default",), **UNLIMITED)
    told(client, key)
    before = told(client, key)
    admin = bearer(make(client, Scope.ADMIN))
    for collection in ("deals", "more deals"):
        body = {"documents": [document("deal", SECRET)], "collection": collection, "source": "deals"}
        assert client.post("/v1/documents", json=body, headers=admin).status_code == 200
        client.post("/v1/ask", json={"question": "What is sold?", "collection": collection}, headers=admin)
    client.delete("/v1/collections/deals?confirm=deals", headers=admin)
    client.patch("/v1/collections/more deals", json={"name": "fewer deals"}, headers=admin)
    after = told(client, key)
    assert {path: (before[path], after[path]) for path in before if before[path] != after[path]} == {}


def test_a_forbidden_collection_is_like_one_that_is_not_there(client: TestClient) -> None:
    admin = bearer(make(client, Scope.ADMIN))
    body = {"documents": [document("deal", SECRET)], "collection": "deals"}
    assert client.post("/v1/documents", json=body, headers=admin).status_code == 200
    for scopes in ((Scope.ASK,), (Scope.ASK, Scope.INGEST)):
        key = bearer(make(client, *scopes, collections=("default",), **UNLIMITED))
        for method, path, sent in _of_a_collection():
            answers = []
            for name in ("deals", "nosuch"):
                named = (
                    {key_: name if value == "NAME" else value for key_, value in sent.items()}
                    if sent
                    else None
                )
                answer = client.request(method, path.replace("NAME", name), json=named, headers=key)
                answers.append((answer.status_code, answer.text.replace(name, "NAME")))
            texts = [re.sub(r'"request_id": ?"\w+"', "", text) for _, text in answers]
            assert (answers[0][0], texts[0]) == (answers[1][0], texts[1]), (method, path)
            assert answers[0][0] in (403, 404), (method, path)


def _of_a_collection() -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    for path in (
        "/v1/documents",
        "/v1/sources",
        "/v1/suggestions",
        "/v1/documents/deal",
        "/documents",
        "/documents/deal",
    ):
        yield "GET", f"{path}?collection=NAME", None
    yield "GET", "/v1/collections/NAME", None
    yield "GET", "/v1/models/sourceline%2FNAME", None
    for path in ("/v1/ask", "/v1/search", "/v1/chat"):
        yield "POST", path, {"question": "What is sold?", "collection": "NAME"}
    messages = [{"role": "user", "content": "What is sold?"}]
    yield "POST", "/v1/chat/completions", {"model": "sourceline/NAME", "messages": messages}
    yield "POST", "/v1/collections", {"name": "NAME"}
    yield "POST", "/v1/documents", {"id": "deal", "text": "x", "collection": "NAME"}
    yield "PUT", "/v1/documents/deal?collection=NAME", {"text": "x"}
    yield "PATCH", "/v1/documents/deal?collection=NAME", {"title": "x"}
    yield "DELETE", "/v1/documents/deal?collection=NAME", None
    yield "DELETE", "/v1/sources/api?collection=NAME", None
    vote = {"question": "x", "answer": "x", "verdict": "up", "generation": 1, "collection": "NAME"}
    yield "POST", "/v1/feedback", vote
