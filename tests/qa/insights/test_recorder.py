"""The recorder: answers neither wait for it nor fail with it, and what it cannot log it counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from index.documents import Document
from qa.insights import recorder as module
from qa.insights.logged_question import Asking
from qa.insights.question_log import QuestionLog
from qa.insights.recorder import Recorder
from qa.schemas import AskQuery, AskResponse
from qa.service import Service
from tests.support.fakes import FakeEmbedder
from tests.support.logged import add, logged, rows
from tests.support.server_process import post, server
from tests.support.waiting import until

#: Far less than a slow disk takes.
SOON = 20.0
ASKING = Asking("How many soldiers came?", "ask")


@pytest.fixture
def response(service: Service) -> AskResponse:
    """The response to a question."""
    service.ingester.add("default", [Document("war", "Twelve soldiers came.")])
    return service.ask(AskQuery(question=ASKING.question))


@pytest.fixture
def log(tmp_path: Path) -> QuestionLog:
    """An empty log."""
    return QuestionLog(tmp_path)


@pytest.fixture
def recorder(log: QuestionLog) -> Iterator[Recorder]:
    """A recorder that runs."""
    made = Recorder(log, 30, lambda cited: True, FakeEmbedder)
    made.start()
    yield made
    made.close()


def test_a_question_is_written_and_embedded(
    recorder: Recorder, log: QuestionLog, response: AskResponse
) -> None:
    recorder.record(ASKING, response)
    recorder.record(ASKING, None)
    until(lambda: len(rows(log)) == 1 and not log.without_vectors("fake", 1))
    assert recorder.dropped == 0


def test_what_waits_is_written_before_the_end(log: QuestionLog, response: AskResponse) -> None:
    recorder = Recorder(log, 30, lambda cited: True, FakeEmbedder)
    for _ in range(module.MOST_TOGETHER + 3):
        recorder.record(ASKING, response)
    recorder.start()
    recorder.close()
    assert len(rows(log)) == module.MOST_TOGETHER + 3


def test_more_than_may_wait_is_dropped_at_once(
    log: QuestionLog, response: AskResponse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    recorder = Recorder(log, 30, lambda cited: True, FakeEmbedder)  # does not run
    began = time.monotonic()
    for _ in range(5):
        recorder.record(ASKING, response)
    assert time.monotonic() - began < SOON
    assert recorder.dropped == 3
    assert [line.getMessage() for line in caplog.records] == [
        "Questions are answered but not logged: too many wait to be written"
    ]


def test_a_slow_disk_holds_no_answer_up(log: QuestionLog, response: AskResponse) -> None:
    released = threading.Event()
    recorder = Recorder(log, 30, lambda cited: released.wait(60), FakeEmbedder)
    recorder.start()
    began = time.monotonic()
    for _ in range(100):
        recorder.record(ASKING, response)
    assert time.monotonic() - began < SOON
    released.set()
    recorder.close()
    assert len(rows(log)) == 100


def test_old_questions_are_erased_when_it_starts_though_it_logs_none(log: QuestionLog) -> None:
    add(log, logged("Old?", ago=timedelta(days=40)), logged("New?"))
    recorder = Recorder(log, 0, lambda cited: True, FakeEmbedder)
    recorder.start()
    until(lambda: rows(log) == [("New?",)])
    recorder.close()


def test_a_killed_server_leaves_a_whole_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_QUESTION_LOG_DAYS", "30")
    log = QuestionLog(tmp_path / "home")
    with server(tmp_path) as (client, process):
        assert post(client, "iron").is_success
        for n in range(20):
            assert client.post("/v1/ask", json={"question": f"What melts {n}?"}).status_code == 200
        until(lambda: len(rows(log)) >= 15)
        process.kill()
        process.wait()
    written = len(rows(log))
    with log.reading() as db:
        assert db
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with server(tmp_path) as (client, _):
        assert client.post("/v1/ask", json={"question": "What melts?"}).status_code == 200
        until(lambda: len(rows(log)) == written + 1)
