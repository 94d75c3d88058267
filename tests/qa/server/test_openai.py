"""OpenAI's own client against a real server: plain, streamed, models, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from markdown_it import MarkdownIt

from index.documents import Document
from qa.markdown import escape_markdown
from qa.server.routes.openai.request_bodies import CompletionQuery
from qa.service import Service
from tests.support.fakes import FakeEmbedder
from tests.support.server_process import server
from tests.support.serving import served

TEXT = "Rustem Umerov was born in Samarkand. The Kursk region was shelled by artillery in August."
ASKED: list[Any] = [
    {"role": "system", "content": "You are a pirate."},
    {"role": "user", "content": "Who is Ukraine's Defense Minister?"},
    {"role": "assistant", "content": "Rustem Umerov[^1]\n\n[^1]: “Rustem Umerov” – [a](<http://x/y>)"},
    {"role": "user", "content": [{"type": "text", "text": "Where was he born?"}]},
]


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """Where a service with two collections runs."""
    service.ingester.add("default", [Document("a", TEXT, "Umerov [1]")])
    service.ingester.add("other", [Document("b", "Iron melts.")])
    with served(service) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    """The official client."""
    with openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        yield client


def post(address: str, body: dict[str, Any]) -> httpx.Response:
    """Send a body, halves of surrogate pairs too."""
    headers = {"content-type": "application/json"}
    return httpx.post(
        f"{address}/v1/chat/completions", content=json.dumps(body), headers=headers, trust_env=False
    )


def test_a_completion_answers_with_footnotes_and_citations(client: openai.OpenAI, address: str) -> None:
    done = client.chat.completions.create(model="sourceline", messages=ASKED, temperature=0.7)
    (choice,) = done.choices
    assert (choice.finish_reason, choice.message.role, done.object) == (
        "stop",
        "assistant",
        "chat.completion",
    )
    text = choice.message.content or ""
    cited: list[dict[str, Any]] = done.citations  # type: ignore[attr-defined]
    answer, _, notes = text.partition("\n\n")
    (sentence,) = (citation["cited_text"] for citation in cited)
    short = answer.removesuffix("[^1]")
    assert "Samarkand" in short
    assert (len(short) < len(sentence), short in sentence) == (True, True)
    assert len(cited) == len(notes.splitlines())
    for number, (citation, note) in enumerate(zip(cited, notes.splitlines(), strict=True), 1):
        assert note == f"[^{number}]: “{citation['cited_text']}” – [Umerov \\[1\\]](<{citation['url']}>)"
        assert citation["url"].startswith(f"{address}/documents/a?")
        assert TEXT[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]
        assert httpx.get(citation["url"], trust_env=False).status_code == 200
    usage = done.usage
    assert usage is not None
    assert usage.completion_tokens == len(FakeEmbedder().token_starts(text))
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.prompt_tokens > 15


def test_a_stream_joined_is_the_completion(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="sourceline", messages=ASKED)
    options: Any = {"include_usage": True}
    chunks = list(
        client.chat.completions.create(
            model="sourceline", messages=ASKED, stream=True, stream_options=options
        )
    )
    deltas = [chunk.choices[0].delta.content or "" for chunk in chunks[:-1]]
    assert "".join(deltas) == whole.choices[0].message.content
    assert len(deltas) > 5
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-2].citations == whole.citations  # type: ignore[attr-defined]
    assert chunks[-1].choices == []
    assert chunks[-1].usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_without_options_ends_with_its_reason(client: openai.OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="sourceline", messages=ASKED, stream=True))
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_an_abstention_is_said_and_is_no_answer_of_the_history(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(
        model="sourceline", messages=[{"role": "user", "content": "Xyzzy?"}]
    )
    text = done.choices[0].message.content or ""
    assert text.startswith("No answer:")
    assert done.citations == []  # type: ignore[attr-defined]
    query = CompletionQuery.model_validate(
        {
            "model": "sourceline",
            "messages": [
                {"role": "user", "content": "Xyzzy?"},
                {"role": "assistant", "content": text},
                {"role": "user", "content": "Why?"},
            ],
        }
    )
    assert [turn.answer for turn in query.chat().history] == [None]


def test_history_is_what_user_and_assistant_said() -> None:
    chat = CompletionQuery(model="sourceline/other", messages=ASKED).chat()
    assert chat.collection == "other"
    assert chat.question == "Where was he born?"
    assert [(turn.question, turn.answer) for turn in chat.history] == [
        ("Who is Ukraine's Defense Minister?", "Rustem Umerov")
    ]


def test_there_is_a_model_for_each_collection(client: openai.OpenAI) -> None:
    models = client.models.list().data
    assert [model.id for model in models] == ["sourceline", "sourceline/other"]
    assert all(model.object == "model" and model.created > 1e9 for model in models)
    assert client.models.retrieve("sourceline/other").id == "sourceline/other"
    other = client.chat.completions.create(
        model="sourceline/other", messages=[{"role": "user", "content": "What melts?"}]
    )
    assert (other.choices[0].message.content or "").startswith("Iron[^1]")
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4")


@pytest.mark.parametrize(
    ("model", "stream"),
    [
        ("gpt-4", False),
        ("sourceline/none", False),
        ("sourceline/none", True),
        (f"sourceline/{'a' * 101}", False),
    ],
)
def test_a_model_that_is_not_there_is_said_as_openai_does(
    client: openai.OpenAI, model: str, stream: bool
) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        client.chat.completions.create(model=model, messages=ASKED, stream=stream)
    assert (raised.value.code, raised.value.param, raised.value.type) == (
        "model_not_found",
        "model",
        "invalid_request_error",
    )


@pytest.mark.parametrize(
    "body",
    [
        {"model": "sourceline", "messages": []},
        {"model": "sourceline", "messages": [{"role": "system", "content": "x"}]},
        {"model": "sourceline", "messages": [{"role": "user", "content": "x" * 4001}]},
        {"model": "sourceline", "messages": [{"role": "user", "content": "x"}], "n": 2},
        {"messages": [{"role": "user", "content": "x"}]},
        {"model": "sourceline\ud83d", "messages": [{"role": "user", "content": "x"}]},
        {"model": "sourceline", "messages": [{"role": "user\ud83d", "content": "x"}]},
    ],
)
def test_a_bad_body_is_an_error_of_the_same_shape(address: str, body: dict[str, Any]) -> None:
    reply = post(address, body)
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert (error["type"], bool(error["message"]), bool(error["param"])) == (
        "invalid_request_error",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("messages", "param"),
    [
        ([{"role": "user", "content": [{"type": "text", "text": "x"}] * 101}], "messages[0].content"),
        ([{"role": "user", "content": "Who came? \ud83d"}], "messages[0].content"),
        (
            [{"role": "system", "content": "\ud83d"}, {"role": "user", "content": "Who?"}],
            "messages[0].content",
        ),
        ([{"role": "user", "content": 5}], "messages[0].content"),
        ([{"role": "user", "content": [{"type": "text", "text": None}]}], "messages[0].content[0].text"),
        ([{"role": "user", "content": [{"type": "text", "text": "\udc00"}]}], "messages[0].content[0].text"),
    ],
)
def test_a_message_that_cannot_be_read_is_named(
    address: str, messages: list[dict[str, Any]], param: str
) -> None:
    reply = post(address, {"model": "sourceline", "messages": messages})
    assert (reply.status_code, reply.json()["error"]["param"]) == (400, param)


def test_null_is_as_if_it_were_not_there(address: str) -> None:
    body = {"model": "sourceline", "messages": [{"role": "user", "content": "Who?"}]}
    options = {"stream_options": {"include_usage": None}}
    assert post(address, {**body, **options, "stream": None, "n": None}).json()["object"] == "chat.completion"
    assert "usage" not in post(address, {**body, **options, "stream": True}).text


def test_what_is_no_json_or_too_long_is_an_error_of_the_same_shape(address: str) -> None:
    headers = {"content-type": "application/json"}
    for content, status in ((b"{", 400), (b'"' + b"x" * 2**20 + b'"', 413)):
        reply = httpx.post(
            f"{address}/v1/chat/completions", content=content, headers=headers, trust_env=False
        )
        assert reply.status_code == status
        assert reply.json()["error"]["type"] == "invalid_request_error"


def test_an_error_within_a_stream_reaches_the_client(
    client: openai.OpenAI, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(query: Any) -> Any:
        raise ValueError("secret")

    monkeypatch.setattr(service, "ask", fail)
    with pytest.raises(openai.APIError, match="went wrong in the server") as raised:
        list(client.chat.completions.create(model="sourceline", messages=ASKED, stream=True))
    assert "secret" not in str(raised.value)
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model="sourceline", messages=ASKED)


@pytest.mark.parametrize("text", ["*a* _b_ `c`", "[x](http://y) <b>", "# no heading", "a\n\n- b", "\\* | ~"])
def test_a_document_formats_nothing(text: str) -> None:
    html = MarkdownIt().render(f"“{escape_markdown(text)}”")
    assert html.count("<") == 2, html


def test_a_server_process_answers_the_official_client(tmp_path: Path) -> None:
    with server(tmp_path) as (http, _):
        document = {"id": "a", "text": TEXT}
        assert http.post("/v1/documents", json={"documents": [document]}).status_code == 200
        with openai.OpenAI(base_url=f"{http.base_url}/v1".replace("//v1", "/v1"), api_key="any") as client:
            done = client.chat.completions.create(model="sourceline", messages=ASKED)
            assert "Samarkand" in (done.choices[0].message.content or "")
            streamed = client.chat.completions.create(model="sourceline", messages=ASKED, stream=True)
            assert "Samarkand" in "".join(chunk.choices[0].delta.content or "" for chunk in streamed)
