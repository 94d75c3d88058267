"""Conversations over HTTP: plain, streamed, and with clients that disconnect."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import CitationBroken
from qa.schemas import AskResponse
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

TEXT = "Rustem Umerov was born in Samarkand. The Kursk region was shelled by artillery in August."
HISTORY = [{"question": "Who is Ukraine's Defense Minister?", "answer": "Rustem Umerov"}]
FOLLOW_UP = {"question": "Where was he born?", "history": HISTORY}
STANDALONE = "Where was Rustem Umerov born?"


@pytest.fixture(autouse=True)
def _known(service: Service) -> None:
    service.ingester.add("default", [Document("a", TEXT, "Umerov")])


def told(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data; the last is `[DONE]`."""
    *blocks, last, rest = text.split("\n\n")
    assert (last, rest) == ("data: [DONE]", "")
    found = []
    for block in blocks:
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_follow_up_is_answered_as_the_question_it_means(client: TestClient) -> None:
    got = client.post("/v1/chat", json=FOLLOW_UP).json()
    assert (got["question"], got["standalone"], got["rewritten"]) == (FOLLOW_UP["question"], STANDALONE, True)
    asked = client.post("/v1/ask", json={"question": STANDALONE}).json()
    for response in (asked, got["response"]):
        response.pop("timings_ms")
    assert got["response"] == asked
    assert "Samarkand" in got["response"]["answer"]["text"]


def test_a_question_that_stands_alone_is_asked_as_it_is(client: TestClient) -> None:
    question = "Which region was shelled by artillery?"
    got = client.post("/v1/chat", json={"question": question, "history": HISTORY}).json()
    assert (got["standalone"], got["rewritten"]) == (question, False)


@pytest.mark.parametrize(
    ("body", "headers"),
    [({"stream": True}, {}), ({}, {"Accept": "text/event-stream"})],
    ids=["field", "header"],
)
def test_a_stream_tells_question_answer_response_and_that_it_is_done(
    client: TestClient, body: dict[str, Any], headers: dict[str, str]
) -> None:
    response = client.post("/v1/chat", json={**FOLLOW_UP, **body}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = told(response.text)
    names = [name for name, _ in events]
    assert names == ["question", *["answer"] * names.count("answer"), "response"]
    assert events[0][1] == {"question": FOLLOW_UP["question"], "standalone": STANDALONE, "rewritten": True}
    whole = AskResponse.model_validate(events[-1][1])
    assert whole.answer is not None
    assert names.count("answer") > 1
    assert "".join(data["text"] for name, data in events if name == "answer") == whole.answer.text


def test_an_abstention_streams_no_answer(client: TestClient) -> None:
    events = told(client.post("/v1/chat", json={"question": "Xyzzy quux?", "stream": True}).text)
    assert [name for name, _ in events] == ["question", "response"]
    assert events[-1][1]["abstained"] is True


@pytest.mark.parametrize("stream", [True, False])
def test_what_is_wrong_before_the_start_is_a_problem(client: TestClient, stream: bool) -> None:
    missing = client.post("/v1/chat", json={"question": "x", "collection": "none", "stream": stream})
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:sourceline:not-found")
    bad = client.post("/v1/chat", json={"question": "x", "history": [{"answer": "y"}], "stream": stream})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "history[0].question")


@pytest.mark.parametrize(
    ("error", "kind"),
    [(CitationBroken("broken"), "citation-broken"), (ValueError("secret"), "internal-server-error")],
)
def test_what_goes_wrong_after_the_start_is_an_event(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    def fail(query: Any) -> Any:
        raise error

    monkeypatch.setattr(service, "ask", fail)
    text = client.post("/v1/chat", json={"question": "Who?", "stream": True}).text
    events = told(text)
    assert [name for name, _ in events] == ["question", "error"]
    assert events[1][1]["type"] == f"urn:sourceline:{kind}"
    assert events[1][1]["instance"] == "/v1/chat"
    assert "secret" not in text


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_goes_away_stops_what_has_not_begun(tmp_path: Path, stream: bool) -> None:
    service = Service(Settings(home=tmp_path / "x", workers=1, queue=4), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document("a", TEXT)])
    asked: list[str] = []
    hold, real = threading.Event(), service.ask

    def slow(query: Any) -> Any:
        asked.append(query.question)
        assert hold.wait(60)
        return real(query)

    service.ask = slow  # type: ignore[method-assign]

    async def scenario() -> None:
        app = create_app(service)
        async with app.router.lifespan_context(app):
            while not app.state.server.ready:
                await asyncio.sleep(0.01)
            first = asyncio.create_task(_call(app, "/v1/chat", {"question": "Who?"}, None))
            while not asked:
                await asyncio.sleep(0.01)
            left = asyncio.Event()
            body = {"question": "Never asked?", "stream": stream}
            second = asyncio.create_task(_call(app, "/v1/chat", body, left))
            await asyncio.sleep(0.1)
            left.set()
            await second
            hold.set()
            assert await first == 200

    asyncio.run(scenario())
    assert asked == ["Who?"]


async def _call(app: Any, path: str, body: dict[str, Any], left: asyncio.Event | None) -> int:
    """Call an application as a server does, whose client goes away when `left` is set."""
    sent: list[dict[str, Any]] = []
    messages = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await (left or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    await app(scope, receive, send)
    return int(sent[0]["status"]) if sent else 0


# The language model --------------------------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    """A language model's server: replies with what the test put there, and keeps what it was sent."""

    reply: bytes = b""
    status = 200
    seen: ClassVar[list[tuple[str, str, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        """One completion."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.seen.append((self.path, self.headers.get("authorization", ""), body))
        with suppress(OSError):  # the client is gone
            self.send_response(self.status)
            self.end_headers()
            self.wfile.write(self.reply)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def model() -> Iterator[type[Answers]]:
    """The server's handler; its address is in `address`."""
    handler = type("Handler", (Answers,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False  # so that closing waits for them
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    handler.address = f"http://127.0.0.1:{server.server_port}/v1"  # type: ignore[attr-defined]
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


def completion(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def with_model(tmp_path: Path, address: str) -> Service:
    settings = Settings(home=tmp_path / "m", llm_url=address, llm_model="tiny", llm_key="hush")
    service = Service(settings, FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document("a", TEXT)])
    return service


def ask_model(service: Service, **query: Any) -> Any:
    """What a client is told."""
    with TestClient(create_app(service)) as client:
        return client.post("/v1/chat", json=query).json()


def test_a_language_model_rewrites_where_one_is_set(tmp_path: Path, model: Any) -> None:
    model.reply = completion(" In which city was Umerov born? ")
    service = with_model(tmp_path, model.address)
    got = ask_model(service, **FOLLOW_UP)
    assert got["standalone"] == "In which city was Umerov born?"
    assert got["rewritten"]
    ((path, authorization, body),) = model.seen
    assert (path, authorization, body["model"]) == ("/v1/chat/completions", "Bearer hush", "tiny")
    assert "Rustem Umerov" in body["messages"][-1]["content"]
    ask_model(service, question="Where was he born?")
    ask_model(service, **FOLLOW_UP, collection="nowhere")
    assert len(model.seen) == 1, "a first question is not sent, nor one that cannot be answered"


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (500, b""),
        (200, b"<html>"),
        (200, completion("")),
        (200, completion("two\nlines")),
        (200, b'{"choices": []}'),
    ],
    ids=["error", "no JSON", "empty", "lines", "no choice"],
)
def test_pronouns_are_replaced_where_the_model_fails_and_the_log_says_so(
    tmp_path: Path, model: Any, caplog: pytest.LogCaptureFixture, status: int, reply: bytes
) -> None:
    model.status, model.reply = status, reply
    got = ask_model(with_model(tmp_path, model.address), **FOLLOW_UP)
    assert got["standalone"] == STANDALONE
    assert "The language model did not rewrite" in caplog.text
    assert "hush" not in caplog.text


def test_a_model_that_is_away_is_not_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    got = ask_model(with_model(tmp_path, "http://127.0.0.1:9"), **FOLLOW_UP)
    assert got["standalone"] == STANDALONE
    assert "ConnectError" in caplog.text


def test_settings_of_the_model_come_together_and_its_key_is_not_shown(tmp_path: Path) -> None:
    from index.errors import InvalidInput
    from qa.shown_settings import shown_settings

    with pytest.raises(InvalidInput, match="LLM_MODEL"):
        Settings(llm_url="http://127.0.0.1:1/v1")
    settings = Settings(llm_url="http://127.0.0.1:1/v1", llm_model="tiny", llm_key="hush")
    rows = {row.name: row.value for row in shown_settings(settings)}
    assert (rows["llm_model"], rows["llm_key"]) == ("tiny", "********")
