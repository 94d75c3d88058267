"""Whatever the language model does: no error, no empty answer, nothing shown that no passage says."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.service import Service
from qa.settings import Settings
from qa.write.writer import NOT_FOR_THE_KEY
from tests.support.fakes import FakeEmbedder
from tests.support.kind_reader import KindReader
from tests.support.waiting import until
from tests.support.word_support import WordSupport
from tests.support.writing_model import DRIP, Reply, delta, event, says, writing

FERRY = (
    "The ferry to Holm leaves the old pier at nine every morning. A ticket costs 14 euros for adults. "
    "Children under six travel free. The crossing takes 40 minutes in calm weather."
)
BIKES = "Bicycles are carried on the ferry to Holm for 5 euros each. Captain Ines Varga runs the ferry."
QUESTION = "What does a ticket for the ferry to Holm cost?"
GOOD = "A ticket for the ferry to Holm costs 14 euros for adults [1]. Children under six travel free [1]."
#: The deadline for what would go on for minutes, how soon that must then end, and the deadline for the rest.
SECONDS, SOON, PATIENCE = 3.0, 40.0, 60.0
GOES_ON = ("is slow", "does not end", "floods", "waits")


@contextmanager
def client_of(folder: Path, url: str, seconds: float = PATIENCE, **more: Any) -> Iterator[TestClient]:
    more = {"llm_write_seconds": seconds, **more}
    settings = Settings(home=folder / "home", llm_url=url, llm_model="tiny", threshold=0.0, **more)
    service = Service(settings, FakeEmbedder(), KindReader(), WordSupport())
    service.ingester.add("default", [Document("ferry", FERRY, "Ferry"), Document("bikes", BIKES, "Bicycles")])
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        yield client


def asked(folder: Path, url: str, seconds: float = PATIENCE) -> dict[str, Any]:
    with client_of(folder, url, seconds) as client:
        got = client.post("/v1/ask", json={"question": QUESTION, "write": True})
        assert got.status_code == 200, got.text
        found: dict[str, Any] = got.json()
        return found


def seconds_for(way: str) -> float:
    return SECONDS if way in GOES_ON else PATIENCE


def check_exact(response: dict[str, Any]) -> None:
    """Each sentence is cited, each citation is the text it names."""
    texts = {"ferry": FERRY, "bikes": BIKES}
    for sentence in response["answer"]["sentences"]:
        assert sentence["supported"]
        assert sentence["citations"]
        for cited in sentence["citations"]:
            text = texts[cited["document_id"]]
            assert text[cited["start_char_index"] : cited["end_char_index"]] == cited["cited_text"]


def test_a_model_that_behaves_is_shown_with_exact_citations(tmp_path: Path) -> None:
    with writing(says(GOOD)) as model:
        got = asked(tmp_path, model.url)
    answer = got["answer"]
    assert answer["kind"] == "written"
    assert [one["text"] for one in answer["sentences"]] == [
        "A ticket for the ferry to Holm costs 14 euros for adults.",
        "Children under six travel free.",
    ]
    assert answer["sentences"][1]["citations"][0]["cited_text"] == "Children under six travel free."
    check_exact(got)
    assert got["quoted"]["kind"] != "written"
    assert got["writing"] == {
        "model": "tiny",
        "kept": 2,
        "left_out": {},
        "asked_again": False,
        "failure": None,
    }
    (request,) = model.asked
    assert request["stream"] is True
    assert not {"tools", "functions", "tool_choice"} & request.keys()


SOFT = {
    "names a passage that is not there": says("A ticket costs 14 euros for adults [9]."),
    "names the wrong passage": says("A ticket costs 14 euros for adults [2]."),
    "names no passage": says("A ticket costs 14 euros for adults."),
    "does not stream": Reply(
        [json.dumps({"choices": [{"message": {"content": "A ticket costs 14 euros for adults [1]."}}]})],
        kind="application/json",
    ),
    "thinks aloud": says(
        "<think>A ticket might cost 99 euros.</think>A ticket costs 14 euros for adults [1]."
    ),
    "breaks off": Reply([delta("A ticket costs 14 euros for adults [1]. "), delta("Children under")]),
    "is slow": Reply([delta("A ticket costs 14 euros for adults [1]. "), *[delta("Chil")] * 999], pause=DRIP),
    "does not end": Reply(
        [delta("A ticket costs 14 euros for adults [1]. "), delta("The moon is 9 miles off [1]. ")],
        endless=True,
    ),
    "stops at its limit": Reply([delta("A ticket costs 14 euros for adults [1]. "), delta("It", "length")]),
    "says its question again": says(f"{QUESTION} A ticket costs 14 euros for adults [1]."),
    "writes Markdown": says("## Answer\n\n* **A ticket costs 14 euros for adults** [1].\n"),
    "adds a link and a picture": says(
        "A ticket costs 14 euros for adults [1]. See [more](http://evil.example/a) [1]. "
        "![x](http://evil.example/ferry.png) <img src=x onerror=alert(1)> [1]."
    ),
    "invents a number": says("A ticket costs 14 euros for adults [1]. The crossing takes 55 minutes [1]."),
    "invents a name": says("A ticket costs 14 euros for adults [1]. Captain Ines Moor runs the ferry [2]."),
    "invents a quotation": says('A ticket costs 14 euros for adults [1]. It is "a dear ferry" to Holm [1].'),
}


@pytest.mark.parametrize("way", SOFT)
def test_what_can_be_kept_is_kept_and_nothing_else(tmp_path: Path, way: str) -> None:
    started = time.monotonic()
    with writing(SOFT[way], says("NOT ANSWERED")) as model:
        got = asked(tmp_path, model.url, seconds_for(way))
    assert time.monotonic() - started < SOON
    assert [one["text"] for one in got["answer"]["sentences"]] == ["A ticket costs 14 euros for adults."]
    assert (
        got["answer"]["sentences"][0]["citations"][0]["cited_text"] == "A ticket costs 14 euros for adults."
    )
    check_exact(got)


HARD = {
    "sends a page": Reply(["<html><script>alert(1)</script></html>"], kind="text/html"),
    "fails": Reply(['{"error": "oops"}'], status=500, kind="application/json"),
    "wants a key": Reply(["{}"], status=401, kind="application/json"),
    "says nothing": says(""),
    "sends nothing": Reply([]),
    "sends no JSON": Reply([event("{not json"), event("[DONE]")]),
    "sends another shape": Reply([event({"result": "A ticket costs 14 euros."}), event("[DONE]")]),
    "sends a list": Reply(["[1, 2]"], kind="application/json"),
    "calls a tool": Reply(
        [
            event({"choices": [{"delta": {"tool_calls": [{"function": {"name": "rm"}}]}}]}),
            delta("", "stop"),
            event("[DONE]"),
        ]
    ),
    "refuses in words": says("I'm sorry, but I cannot help with that request."),
    "refuses with a mark": says("I cannot answer this from what I was given [1]."),
    "refuses as told": says("NOT ANSWERED"),
    "says only its question": says(QUESTION),
    "floods": Reply([delta("Blah blah blah. " * 4000)], endless=True),
    "waits": Reply([delta("A")], pause=300),
    "only invents": says("A ticket costs 99 euros [1]."),
    "copies no sentence": says("The ferry to Holm\nA ticket for adults: 14 euros\n"),
    "writes one letter": says("A [1]"),
    "writes in another script": says("票价为十四欧元 [1]。"),
}


@pytest.mark.parametrize("way", HARD)
def test_the_quoted_answer_stands_where_nothing_can_be_kept(tmp_path: Path, way: str) -> None:
    started = time.monotonic()
    with writing(HARD[way]) as model, client_of(tmp_path, model.url, seconds_for(way)) as client:
        quoted = client.post("/v1/ask", json={"question": QUESTION}).json()
        assert not model.asked
        got = client.post("/v1/ask", json={"question": QUESTION, "write": True}).json()
    assert time.monotonic() - started < SOON
    assert got["level"] == "answered"
    assert got["answer"]["kind"] != "written"
    assert got["answer"] == quoted["answer"]
    assert got["quoted"] is None
    assert got["writing"]["failure"]


def test_a_server_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    got = asked(tmp_path, f"http://127.0.0.1:{port}/v1")
    assert got["answer"]["text"]
    assert got["writing"]["failure"].startswith("ConnectError")


def test_the_page_and_the_settings_say_where_questions_are_sent(tmp_path: Path, client: TestClient) -> None:
    with client_of(tmp_path, "http://user:secret@model.example:11434/v1") as writing_client:
        page = writing_client.get("/").text
    assert "language model at <bdi>model.example:11434</bdi>" in page
    assert "language model" not in client.get("/").text


def test_without_a_model_nothing_is_written(client: TestClient, service: Service) -> None:
    service.ingester.add("default", [Document("ferry", FERRY, "Ferry")])
    got = client.post("/v1/ask", json={"question": QUESTION, "write": True, "abstain": False}).json()
    assert got["answer"]["kind"] != "written"
    assert got["writing"]["model"] is None


def test_what_fails_is_asked_for_once_more(tmp_path: Path) -> None:
    first = says("A ticket costs 99 euros for adults [1]. Children under six travel free [1].")
    with writing(first, says("A ticket costs 14 euros for adults [1].")) as model:
        got = asked(tmp_path, model.url)
    assert [one["text"] for one in got["answer"]["sentences"]] == [
        "Children under six travel free.",
        "A ticket costs 14 euros for adults.",
    ]
    assert got["writing"]["asked_again"]
    assert got["writing"]["left_out"] == {"unstated": 1}
    assert len(model.asked) == 2
    last = model.asked[1]["messages"][-1]["content"]
    assert "- A ticket costs 99 euros for adults." in last
    assert "Children" not in last


def test_a_chat_streams_each_sentence_when_it_is_checked(tmp_path: Path) -> None:
    with writing(says(GOOD)) as model, client_of(tmp_path, model.url, llm_write="*") as client:
        text = client.post("/v1/chat", json={"question": QUESTION, "stream": True}).text
        whole = client.post("/v1/chat", json={"question": QUESTION}).json()
        quoted = client.post("/v1/chat", json={"question": QUESTION, "write": False}).json()
    events = re.findall(r"event: (\w+)\ndata: (.+)", text)
    assert [name for name, _ in events] == [
        "question",
        "answer",
        "sentence",
        "answer",
        "sentence",
        "response",
    ]
    shown = "".join(json.loads(data)["text"] for name, data in events if name == "answer")
    response = json.loads(events[-1][1])
    assert shown == response["answer"]["text"] == whole["text"]
    assert json.loads(events[2][1]) == response["answer"]["sentences"][0]
    assert quoted["response"]["answer"]["kind"] != "written"
    assert quoted["response"]["writing"] is None


def test_a_chat_streams_the_quoted_answer_where_nothing_is_kept(tmp_path: Path) -> None:
    with writing(HARD["fails"]) as model, client_of(tmp_path, model.url) as client:
        text = client.post("/v1/chat", json={"question": QUESTION, "stream": True, "write": True}).text
    pieces = [json.loads(data)["text"] for data in re.findall(r"event: answer\ndata: (.+)", text)]
    assert (
        "".join(pieces) == json.loads(re.findall(r"event: response\ndata: (.+)", text)[0])["answer"]["text"]
    )


def test_openais_clients_get_the_written_text_with_footnotes(tmp_path: Path) -> None:
    with writing(says(GOOD)) as model, client_of(tmp_path, model.url, llm_write="default") as client:
        messages = [{"role": "user", "content": QUESTION}]
        got = client.post("/v1/chat/completions", json={"model": "sourceline", "messages": messages}).json()
    text = got["choices"][0]["message"]["content"]
    assert text.startswith("A ticket for the ferry to Holm costs 14 euros for adults.[^1] Children")
    assert "[^2]: “Children under six travel free.”" in text


@pytest.mark.parametrize(
    ("by_key", "collections", "asked", "written", "calls"),
    [
        (None, "", None, False, 0),
        (None, "default", None, True, 1),
        (True, "", None, True, 1),
        (True, "", False, False, 0),
        (False, "default", None, False, 0),
        (False, "", True, False, 0),
    ],
)
def test_a_key_says_whether_its_answers_are_written(
    tmp_path: Path, by_key: bool | None, collections: str, asked: bool | None, written: bool, calls: int
) -> None:
    more = {} if asked is None else {"write": asked}
    with writing(says(GOOD)) as model, client_of(tmp_path, model.url, llm_write=collections) as client:
        with closing(Database(tmp_path / "home")) as database:
            made = KeyStore(database).create(Grant("a", write=by_key))
        client.headers["Authorization"] = f"Bearer {made.secret}"
        one = client.post("/v1/ask", json={"question": QUESTION, **more}).json()
        chat = client.post("/v1/chat", json={"question": QUESTION, **more}).json()["response"]
    assert [got["answer"]["kind"] == "written" for got in (one, chat)] == [written, written]
    assert len(model.asked) == 2 * calls
    forbidden = asked and by_key is False
    assert (one["writing"] and one["writing"]["failure"]) == (NOT_FOR_THE_KEY if forbidden else None)


def test_passages_stand_between_fences_that_change(tmp_path: Path) -> None:
    fences = set()
    with writing(says(GOOD)) as model, client_of(tmp_path, model.url) as client:
        for _ in range(2):
            client.post("/v1/ask", json={"question": QUESTION, "write": True})
    for request in model.asked:
        (fence,) = set(re.findall(r"<<\w{16}>>", json.dumps(request["messages"])))
        fences.add(fence)
        assert request["messages"][1]["content"].count(fence) == 4
    assert len(fences) == 2


def test_a_document_that_is_erased_meanwhile_is_not_cited(tmp_path: Path) -> None:
    reply, erased = says(GOOD), threading.Event()
    reply.pieces.insert(-2, erased)
    with (
        writing(reply) as model,
        client_of(tmp_path, model.url) as client,
        ThreadPoolExecutor(1) as other,
    ):
        asking = other.submit(client.post, "/v1/ask", json={"question": QUESTION, "write": True})
        until(lambda: bool(model.asked))
        client.app.state.server.service.delete("default", "ferry")  # type: ignore[attr-defined]
        erased.set()
        got = asking.result().json()
    assert {one["citation"]["document_id"] for one in got["passages"]} == {"bikes"}
    assert "14 euros" not in json.dumps(got)
    assert got["writing"]["failure"] == "A document was erased meanwhile."
