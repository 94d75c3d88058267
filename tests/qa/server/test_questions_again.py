"""Questions asked again, or by several at the same time: answered once, never stale or for another."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from fastapi.testclient import TestClient

from qa.answer_cache import AnswerCache, AnswerKey, Made
from qa.schemas import AskQuery, Query
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until

HIT = "sourceline; hit"


def write(client: TestClient, text: str, **headers: str) -> None:
    body = {"documents": [{"id": "wax", "text": text}]}
    assert client.post("/v1/documents", json=body, headers=headers).status_code == 200


def ask(client: TestClient, question: str = "When does wax melt?", **fields: Any) -> Any:
    headers = fields.pop("headers", {})
    return client.post("/v1/ask", json={"question": question, **fields}, headers=headers)


def test_asked_again_it_is_the_same_answer_and_says_so(client: TestClient) -> None:
    write(client, "Wax melts at 62 degrees.")
    first, second = ask(client), ask(client)
    assert "cache-status" not in first.headers
    assert second.headers["cache-status"] == HIT
    assert second.content == first.content


@pytest.mark.parametrize("fields", [{"top_k": 3}, {"abstain": False}, {"filters": {"document_id": "wax"}}])
def test_another_request_is_another_question(client: TestClient, fields: dict[str, Any]) -> None:
    write(client, "Wax melts at 62 degrees.")
    ask(client)
    assert "cache-status" not in ask(client, **fields).headers


def test_a_search_is_not_answered_with_an_answer(client: TestClient) -> None:
    write(client, "Wax melts at 62 degrees.")
    ask(client)
    found = client.post("/v1/search", json={"question": "When does wax melt?"})
    assert "cache-status" not in found.headers
    assert "claims" not in found.json()


def test_after_a_write_nothing_stale_is_answered_or_kept(client: TestClient, service: Service) -> None:
    write(client, "Wax melts at 62 degrees.")
    ask(client)
    write(client, "Wax melts at 70 degrees.")
    again = ask(client)
    assert "cache-status" not in again.headers
    assert "70" in again.json()["passages"][0]["text"]
    assert client.delete("/v1/documents/wax").status_code == 200
    assert len(service.answers) == 0
    assert ask(client).json()["passages"] == []


def test_what_another_process_writes_makes_answers_stale(client: TestClient, service: Service) -> None:
    write(client, "Wax melts at 62 degrees.")
    ask(client)
    assert any(b"62 degrees" in answer.json for answer in service.answers._kept.values())
    other = Service(service.settings, FakeEmbedder(), FakeReader())
    other.delete("default", "wax")
    assert ask(client).json()["passages"] == []
    service.notice_changes()
    assert not any(b"62 degrees" in answer.json for answer in service.answers._kept.values())


def test_what_could_not_be_dropped_is_dropped_later(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(client, "Wax melts at 62 degrees.")
    ask(client)
    Service(service.settings, FakeEmbedder(), FakeReader()).delete("default", "wax")
    with monkeypatch.context() as broken:
        broken.setattr(service.answers, "drop_stale", Mock(side_effect=sqlite3.OperationalError("busy")))
        service.notice_changes()
    service.notice_changes()
    assert len(service.answers) == 0


def test_keys_of_other_rights_do_not_share_answers(client: TestClient, service: Service) -> None:
    write(client, "Wax melts at 62 degrees.")
    keys = client.app.state.gatekeeper.keys  # type: ignore[attr-defined]
    wide, narrow = (
        keys.create(Grant("k", (Scope.ASK,), collections)).secret for collections in ((), ("default",))
    )
    statuses = [
        ask(client, headers={"Authorization": f"Bearer {key}"}).headers.get("cache-status")
        for key in (wide, wide, narrow, narrow)
    ]
    assert statuses == [None, HIT, None, HIT]


def test_a_conversation_asks_again_too(client: TestClient, service: Service) -> None:
    write(client, "Wax melts at 62 degrees.")
    body = {"question": "When does wax melt?"}
    first, second = (client.post("/v1/chat", json=body).json() for _ in range(2))
    assert first == second
    assert len(service.answers) == 1
    assert first["response"] == ask(client).json()


def test_off_it_keeps_nothing(tmp_path: Path) -> None:
    service = Service(Settings(home=tmp_path / "h", answer_cache=0), FakeEmbedder(), FakeReader())
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        write(client, "Wax melts at 62 degrees.")
        assert [ask(client).headers.get("cache-status") for _ in range(2)] == [None, None]


def test_who_asks_the_same_at_the_same_time_gets_one_answer(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(client, "Wax melts at 62 degrees.")
    asked, go, original = [], threading.Event(), service.ask

    def slow(query: AskQuery) -> Any:
        asked.append(query)
        assert go.wait(60)
        return original(query)

    monkeypatch.setattr(service, "ask", slow)
    with ThreadPoolExecutor(4) as clients:
        answers = [clients.submit(ask, client) for _ in range(4)]
        until(lambda: bool(asked))
        flights = client.app.state.server.answering._flights  # type: ignore[attr-defined]
        until(lambda: sum(flight.waiting for flight in flights.values()) == 4)
        go.set()
        contents = {answer.result().content for answer in answers}
    assert len(asked) == len(contents) == 1


def test_searches_that_wait_for_a_thread_are_embedded_together(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    service = Service(Settings(home=tmp_path / "h", workers=1), embedder, FakeReader())
    passes, go = list[list[str]](), threading.Event()
    original, embed = service.search, embedder.embed_questions

    def slow(query: Query) -> Any:
        assert go.wait(60)
        return original(query)

    def noted(questions: Sequence[str]) -> Any:
        passes.append([*questions])
        return embed(questions)

    with TestClient(create_app(service)) as client, ThreadPoolExecutor(4) as clients:
        until(lambda: client.get("/ready").status_code == 200)
        write(client, "Wax melts at 62 degrees.")
        service.search = slow  # type: ignore[method-assign]
        embedder.embed_questions = noted  # type: ignore[method-assign]
        found = [clients.submit(client.post, "/v1/search", json={"question": f"wax {n}"}) for n in range(4)]
        pool = client.app.state.server.searches  # type: ignore[attr-defined]
        until(lambda: len(pool._pending) == 4)
        go.set()
        assert [one.result().status_code for one in found] == [200] * 4
    together = [one for one in passes if one[0].startswith("wax")]
    assert sorted(chain.from_iterable(together)) == [f"wax {n}" for n in range(4)]
    assert len(together) <= 2, "the first, which did not wait, and those that did"


def test_the_cache_is_bounded() -> None:
    cache = AnswerCache(1)
    keys = [AnswerKey("AskQuery", str(n), (), ()) for n in range(5)]
    for key in keys:
        cache.put(key, Made(b"x" * 300_000))
    assert cache.size <= 1_000_000
    assert [cache.get(key) is not None for key in keys] == [False, False, True, True, True]
    cache.put(keys[0], Made(b"x" * 2_000_000))
    assert cache.get(keys[0]) is None
