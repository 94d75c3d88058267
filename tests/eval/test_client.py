"""Both clients see the same; a server that is full, gone or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from eval.cli.open_client import open_client
from eval.client import AskOptions, LocalClient
from eval.http_client import HttpClient, NoServer, Refused
from eval.questions import Question
from eval.runner import Plan, run_set
from index.documents import version_name
from index.errors import InvalidInput, NotFound
from index.ingest.ingester import ignore_progress
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from tests.support.eval_records import without_times
from tests.support.eval_small import TEXTS, small_service, small_set
from tests.support.scripted_server import Reply, scripted_server
from tests.support.server_process import server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[HttpClient]:
    """A client of a real server that has the small set's documents."""
    with server(tmp_path) as (http, _):
        documents = [{"id": id, "text": text} for id, text in TEXTS.items()]
        assert http.post("/v1/documents", json={"documents": documents}).status_code == 200
        with closing(HttpClient(str(http.base_url))) as client:
            yield client


def test_a_server_measures_as_the_index_does(served: HttpClient, tmp_path: Path) -> None:
    evalset, options = small_set(tmp_path), AskOptions()
    local = LocalClient(small_service(tmp_path / "other"))
    there = run_set(Plan(evalset, served, options, served.url), tmp_path / "there", ignore_progress, print)
    here = run_set(Plan(evalset, local, options), tmp_path / "here", ignore_progress, print)
    assert without_times(there) == without_times(here)
    assert there.facts.index.embedding_model == "fake"
    assert there.facts.index.software.startswith("release ")


def test_a_server_shows_texts_and_what_is_not_there(served: HttpClient) -> None:
    text = TEXTS["farm.txt"]
    assert served.document_text("default", "farm.txt") == text
    assert served.version_text("default", "farm.txt", version_name(text)) == text
    assert served.version_text("default", "farm.txt", "0" * 64) is None
    assert served.document_text("default", "a/b ?") is None
    with pytest.raises(NotFound, match="nope"):
        served.index("nope")
    with pytest.raises(Refused, match="collection"):
        served.ask(Question("q", "What?"), AskOptions(collection="nope"))


def test_a_server_with_keys_is_asked_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = KeyStore(Database(tmp_path / "home"))
    secret, busy = keys.create(Grant("eval")).secret, keys.create(Grant("busy", per_minute=60)).secret
    with server(tmp_path) as (http, _):
        monkeypatch.setenv("SOURCELINE_API_KEY", secret)
        with (
            closing(open_client(str(http.base_url)).client) as client,
            pytest.raises(NotFound, match="default"),
        ):
            client.index("default")
        with closing(HttpClient(str(http.base_url), busy)) as client:
            assert {client.document_text("default", "x") for _ in range(62)} == {None}
        with closing(HttpClient(str(http.base_url))) as client, pytest.raises(Refused, match="needs a key"):
            client.index("default")


def test_a_question_no_server_takes_is_refused_before_it_is_sent() -> None:
    with pytest.raises(InvalidInput, match="question"):
        HttpClient("http://127.0.0.1:1").ask(Question("q", "x" * 5_000), AskOptions())


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://here", "", "http://", "http://[", "nonsense"])
def test_what_is_no_address_is_one_clear_error(url: str) -> None:
    with pytest.raises(InvalidInput, match="--url"):
        HttpClient(url)


def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(NoServer, match="qa serve"):
        HttpClient("http://127.0.0.1:1").index("default")


@contextmanager
def answering(*replies: Reply) -> Iterator[tuple[HttpClient, list[str]]]:
    """A client of a server that gives these replies one after the other, the last one for ever."""
    with scripted_server(*replies) as (address, seen), closing(HttpClient(address)) as client:
        yield client, seen


FULL: Reply = (503, {"retry-after": "0"}, b"{}")


def test_a_full_server_is_asked_again() -> None:
    with answering(FULL, FULL, (200, {}, b'{"text": "Here."}')) as (client, seen):
        assert client.document_text("default", "a") == "Here."
        assert len(seen) == 3


def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.http_client.MAX_RETRY_SECONDS", 0.2)
    with answering(FULL) as (client, seen), pytest.raises(Refused, match="503"):
        client.document_text("default", "a")
    assert 2 <= len(seen) <= 6


def test_another_server_is_not_sourceline() -> None:
    hello = (200, {"content-type": "text/html"}, b"<p>Hello")
    with answering(hello) as (client, _), pytest.raises(NoServer, match="not one of this release"):
        client.index("default")
