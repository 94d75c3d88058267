"""The client against a real server process: every method, waited for and awaited, with typed responses."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa import client as clients
from qa.client import (
    AccessRefused,
    AsyncClient,
    Client,
    ClientError,
    Invalid,
    NotFound,
    async_client,
    sync_client,
)
from qa.client.fields import AskFields, FileFields, QueryFields
from qa.feedback.records import Verdict
from qa.schemas import AskQuery, ChatQuery, ChatReply, ChatResponse, Citation, Query
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.routes.documents.request_bodies import DocumentIn, UploadFields
from tests.support.server_process import server

TEXT = "Rustem Umerov was born in Samarkand. The Kursk region was shelled by artillery in August."
BORN = "Where was Rustem Umerov born?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server runs."""
    with server(tmp_path_factory.mktemp("server")) as (http, _):
        yield str(http.base_url)


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    """A client of it; the document `a` is there."""
    with Client(address) as client:
        client.documents.add({"id": "a", "text": TEXT, "title": "Umerov"})
        yield client


# A real server --------------------------------------------------------------------------------------------


def test_a_question_is_answered_with_citations(client: Client) -> None:
    found = client.ask(BORN, top_k=1)
    assert found.answer is not None
    assert "Samarkand" in found.answer.text
    (cited,) = [one for one in found.answer.citations if isinstance(one, Citation)]
    text = client.documents.text("a", cited.version, cited.start_char_index, cited.end_char_index)
    assert text.text == cited.cited_text
    assert httpx.get(client.link(cited), trust_env=False).status_code == 200
    assert client.ask(AskQuery(question=BORN, top_k=1)).answer == found.answer
    assert [one.citation.document_id for one in client.search("Kursk", top_k=1).passages] == ["a"]


def test_a_conversation_goes_on_with_the_replies_as_they_came(client: Client) -> None:
    first = client.chat(BORN)
    assert first.reply is ChatReply.ANSWER
    assert client.chat("Thanks!", [first]).reply is ChatReply.GREETING
    follow_up = client.chat("When was he born?", history=[first])
    assert "Umerov" in follow_up.standalone


def test_a_stream_brings_the_words_and_then_the_reply(client: Client) -> None:
    *words, last = client.stream(BORN)
    assert isinstance(last, ChatResponse)
    assert "".join(map(str, words)) == last.text
    assert last.response == client.chat(BORN).response.model_copy(  # type: ignore[union-attr]
        update={"timings_ms": last.response.timings_ms if last.response else {}}
    )
    *_, greeting = client.stream("Hello!")
    assert isinstance(greeting, ChatResponse)
    assert greeting.response is None
    with pytest.raises(NotFound, match="nowhere"):
        list(client.stream(BORN, collection="nowhere"))


def test_documents_are_written_listed_shown_and_erased(client: Client, tmp_path: Path) -> None:
    many = [DocumentIn(id=f"n/{n} ?", text=f"Number {n}.") for n in range(3)]
    written = client.documents.add(*many, collection="numbers")
    assert [one.status for one in written.documents] == ["new"] * 3
    (tmp_path / "b.md").write_text("# Bees\n\nBees hum.", "utf-8")
    uploaded = client.documents.upload(
        tmp_path / "b.md",
        ("c.txt", b"Cats purr."),
        ("d.exe", b"\0\1"),
        collection="numbers",
        metadata={"year": 3},
    )
    assert [one.status for one in uploaded.documents] == ["new", "new", "failed"]
    assert [one.id for one in client.documents.list("numbers")] == [
        "b.md",
        "c.txt",
        *(f"n/{n} ?" for n in range(3)),
    ]
    assert [one.id for one in client.documents.list("numbers", q="b.")] == ["b.md"]
    assert client.documents.get("b.md", "numbers").metadata == {"year": 3}
    assert client.documents.delete("n/1 ?", "numbers").erased
    with pytest.raises(NotFound):
        client.documents.get("n/1 ?", "numbers")


def test_a_list_goes_on_over_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.client.calls.PAGE", 2)
    client.documents.add(*({"id": str(n), "text": f"Word {n}."} for n in range(5)), collection="pages")
    assert [one.id for one in client.documents.list("pages")] == [*"01234"]


def test_jobs_are_waited_for(client: Client) -> None:
    job = client.documents.add_later({"id": "later", "text": "Later is late."}, collection="jobs")
    done = client.jobs.wait(job, seconds=30)
    assert done.result is not None
    assert [one.status for one in done.result.documents] == ["new"]
    assert job.id in [one.id for one in client.jobs.list()]
    files = client.documents.upload_later(("x.txt", b"Xylem."), ("y.exe", b"\0\1"), collection="jobs")
    assert [one.file_name for one in files.failed] == ["y.exe"]
    assert client.jobs.wait(files.id, seconds=30).documents.done == 1
    assert client.jobs.cancel(files).state == "done"


def test_collections_are_made_changed_and_erased(client: Client) -> None:
    assert client.collections.create("new one", "Of a test.").description == "Of a test."
    assert client.collections.change("new one", new_name="other one").name == "other one"
    assert "other one" in [one.name for one in client.collections.list()]
    assert client.collections.get("other one").documents == 0
    client.collections.delete("other one")
    with pytest.raises(NotFound, match="other one"):
        client.collections.get("other one")


def test_a_verdict_is_kept(client: Client) -> None:
    kept = client.feedback(client.chat(BORN), "up", "Right.")
    assert kept.verdict is Verdict.UP
    assert kept.citations
    assert client.feedback(client.ask("Xyzzy quux?"), Verdict.DOWN).answer is None
    assert [one.comment for one in client.latest_feedback()][-1] == "Right."
    with pytest.raises(ValueError, match="Nothing was searched"):
        client.feedback(client.chat("Hello!"), "up")


def test_what_is_wrong_is_named(client: Client) -> None:
    with pytest.raises(Invalid) as caught:
        client.ask(BORN, top_k=0, max_error_rate=2)
    assert caught.value.status == 422
    assert [one.field for one in caught.value.errors] == ["top_k", "max_error_rate"]
    assert str(caught.value).startswith("top_k: ")


def test_the_same_is_awaited(address: str) -> None:
    async def work() -> None:
        async with AsyncClient(address) as client:
            await client.documents.add({"id": "a", "text": TEXT}, collection="awaited")
            job = await client.documents.add_later({"id": "b", "text": "Bees hum."}, collection="awaited")
            assert (await client.jobs.wait(job, 30)).state == "done"
            answers = await asyncio.gather(*(client.ask(BORN, collection="awaited") for _ in range(4)))
            assert ["Samarkand" in one.answer.text for one in answers if one.answer] == [True] * 4
            assert [one.id async for one in client.documents.list("awaited")] == ["a", "b"]
            parts = [part async for part in client.stream(BORN, collection="awaited")]
            assert isinstance(parts[-1], ChatResponse)
            assert parts[-1].text == "".join(map(str, parts[:-1]))
            with pytest.raises(NotFound):
                await client.collections.get("nowhere")

    asyncio.run(work())


def test_a_key_goes_along(tmp_path: Path) -> None:
    secret = KeyStore(Database(tmp_path / "home")).create(Grant("client")).secret
    with server(tmp_path) as (http, _):
        url = str(http.base_url)
        with Client(url) as client, pytest.raises(AccessRefused, match="needs a key"):
            client.collections.list()
        with Client(url, secret) as client:
            assert client.collections.list() == []


# One definition -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Client", "Documents", "Jobs", "Collections"])
def test_both_clients_have_the_same_methods(name: str) -> None:
    def methods(kind: type) -> dict[str, list[str]]:
        return {
            name: [*inspect.signature(method).parameters]
            for name, method in inspect.getmembers(kind, inspect.isfunction)
            if not name.startswith("_")
        }

    awaited = {"Client": AsyncClient}.get(name) or getattr(async_client, name)
    assert methods(getattr(sync_client, name)) == methods(awaited)


@pytest.mark.parametrize(
    ("fields", "model", "left_out"),
    [
        (QueryFields, Query, {"question"}),
        (AskFields, AskQuery, {"question"}),
        (AskFields, ChatQuery, {"question", "history", "stream"}),
        (FileFields, UploadFields, set()),
    ],
)
def test_the_keyword_arguments_are_the_fields_of_the_api(fields: Any, model: Any, left_out: set[str]) -> None:
    assert fields.__annotations__.keys() == model.model_fields.keys() - left_out


def test_it_is_imported_without_what_answers() -> None:
    heavy = {"torch", "openvino", "faiss", "tantivy", "transformers", "fastapi", "scipy", "numpy"}
    code = f"import sys, qa.client; sys.exit(str({heavy} & {{*sys.modules}} or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "", done.stderr


def test_all_that_is_raised_is_exported() -> None:
    kinds = {one for one in vars(clients.errors).values() if isinstance(one, type)}
    ours = {one.__name__ for one in kinds if issubclass(one, ClientError)}
    assert ours <= {*clients.__all__}
