"""Answers that are shorter than their sentence, by every route: text, sentence, citations, footnotes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.service import Service

SENTENCE = "The bridge was opened in 1912 by Mayor Ada Byron herself."
TEXT = f"Nobody was there 😀. {SENTENCE} Wax is soft."
QUESTION = "When was the bridge opened?"


@pytest.fixture(autouse=True)
def documents(service: Service) -> None:
    """One document."""
    service.ingester.add("default", [Document("a", TEXT, "The bridge")])


def check_answer(response: dict[str, Any]) -> str:
    """The answer's text is short and exactly cited, and its sentence is around it; the text."""
    answer = response["answer"]
    text = str(answer["text"])
    assert "1912" in text
    assert len(text) < len(SENTENCE)
    assert answer["sentence"]["cited_text"].rstrip(".") == SENTENCE.rstrip(".")
    assert [citation["cited_text"] for citation in answer["citations"]] == [text]
    for citation in (*answer["citations"], answer["sentence"]):
        assert TEXT[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]
    assert answer["sentence"]["start_char_index"] <= answer["citations"][0]["start_char_index"]
    assert answer["citations"][0]["end_char_index"] <= answer["sentence"]["end_char_index"]
    return text


def test_ask(client: TestClient) -> None:
    check_answer(client.post("/v1/ask", json={"question": QUESTION}).json())


def test_chat_streams_the_same_answer(client: TestClient) -> None:
    asked = {"question": QUESTION, "stream": True}
    lines = client.post("/v1/chat", json=asked).text.split("\n\n")
    events = [line.split("\ndata: ", 1) for line in lines if line.startswith("event: ")]
    (response,) = [json.loads(data) for name, data in events if name == "event: response"]
    streamed = "".join(json.loads(data)["text"] for name, data in events if name == "event: answer")
    check_answer(response)
    assert streamed == response["answer"]["value"]


def test_a_completion_has_one_footnote_for_the_answer_and_its_sentence(client: TestClient) -> None:
    body = {"model": "sourceline", "messages": [{"role": "user", "content": QUESTION}]}
    done = client.post("/v1/chat/completions", json=body).json()
    said, _, notes = done["choices"][0]["message"]["content"].partition("\n\n")
    (sentence,) = (citation["cited_text"] for citation in done["citations"])
    answer = said.removesuffix("[^1]")
    assert sentence.rstrip(".") == SENTENCE.rstrip(".")
    assert answer in sentence
    for number, (note, cited) in enumerate(zip(notes.split("\n"), done["citations"], strict=True), 1):
        assert note.startswith(f"[^{number}]: “{cited['cited_text']}”")
        assert TEXT[cited["start_char_index"] : cited["end_char_index"]] == cited["cited_text"]
    assert answer == check_answer(client.post("/v1/ask", json={"question": QUESTION}).json())
