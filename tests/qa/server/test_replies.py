"""Small talk and unclear questions over HTTP: they are replied to without a search."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.schemas import ChatResponse
from qa.service import Service

HISTORY = [
    {"question": "What is the Corvid 20?", "answer": "a hand pump"},
    {"question": "What is the Plover 70?", "answer": "a motor pump"},
]
UNCLEAR = {"question": "How much does it cost?", "history": HISTORY}
TEXT = "The Corvid 20 is a hand pump that costs 90 euros. The Plover 70 is a motor pump that costs 400 euros."


@pytest.fixture(autouse=True)
def _pumps(service: Service) -> None:
    service.ingester.add("default", [Document("pumps", TEXT, "Pumps")])


def no_search(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every search fail."""

    def fail(query: Any) -> Any:
        raise AssertionError(f"{query.question!r} was searched")

    monkeypatch.setattr(service, "ask", fail)


def test_a_greeting_gets_a_line_and_no_search(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_search(service, monkeypatch)
    got = ChatResponse.model_validate(client.post("/v1/chat", json={"question": "Hallo!"}).json())
    assert (got.reply, got.response, got.choices) == ("greeting", None, [])
    assert "Dokumenten" in got.text


def test_an_unclear_question_is_asked_back_with_choices_that_are_answered(client: TestClient) -> None:
    got = ChatResponse.model_validate(client.post("/v1/chat", json=UNCLEAR).json())
    assert (got.reply, got.response) == ("clarify", None)
    assert got.text == "Which one do you mean: the Corvid 20 or the Plover 70?"
    question = got.choices[0].question
    chosen = client.post("/v1/chat", json={"question": question, "history": HISTORY}).json()
    assert (chosen["reply"], chosen["standalone"]) == ("answer", question)
    assert chosen["text"] == chosen["response"]["answer"]["text"]


def test_a_stream_tells_the_reply(client: TestClient) -> None:
    lines = client.post("/v1/chat", json={**UNCLEAR, "stream": True}).text.split("\n")
    events = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert events == ["question", *["answer"] * events.count("answer"), "reply"]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    assert "".join(one["text"] for one in data[1:-1]) == data[-1]["text"]
    assert [choice["label"] for choice in data[-1]["choices"]] == ["the Corvid 20", "the Plover 70"]


def test_small_talk_before_is_not_a_turn_of_the_conversation(client: TestClient) -> None:
    history = [*HISTORY[:1], {"question": "Thanks a lot!", "answer": "You are welcome."}]
    got = client.post("/v1/chat", json={"question": "How much does it cost?", "history": history}).json()
    assert got["standalone"] == "How much does the Corvid 20 cost?"


def test_a_completion_asks_back_and_understands_the_answer(client: TestClient) -> None:
    messages = [
        message
        for turn in HISTORY
        for message in (
            {"role": "user", "content": turn["question"]},
            {"role": "assistant", "content": turn["answer"]},
        )
    ]
    messages.append({"role": "user", "content": UNCLEAR["question"]})

    def completed() -> str:
        body = {"model": "sourceline", "messages": messages}
        return str(client.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]["content"])

    back = completed()
    assert back == "Which one do you mean: the Corvid 20 or the Plover 70?"
    messages += [{"role": "assistant", "content": back}, {"role": "user", "content": "The Plover, please."}]
    assert "400" in completed()
