"""Questions answered from Milvus, with the real models: the same answers, restarts, two processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from qa.citation_schemas import Citation
from qa.schemas import AskQuery, AskResponse, Query
from qa.service import Service
from qa.settings import Settings
from qa.stores import open_index
from tests.support.example_texts import DOCUMENTS
from tests.support.milvus_lite import installed
from tests.support.project import ROOT
from tests.support.server_process import server
from tests.support.waiting import until

QUESTIONS = [
    "How much does the filter HX-420 weigh?",
    "Who runs the pharmacy?",
    "How many passengers did the ferries carry in the second quarter of 2023?",
    "From which age on may aspirin be given?",
    "What is the airspeed of a swallow?",
]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    installed()
    service = Service(Settings(home=tmp_path_factory.mktemp("embedded")))
    service.ingester.add("default", DOCUMENTS)
    yield service
    service.index.catalog.close()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("milvus")
    return Settings(home=folder / "home", store="milvus", milvus_uri=str(folder / "lite.db"))


@pytest.fixture(scope="module")
def writer(embedded: Service, settings: Settings) -> Service:
    service = Service(settings, embedded.embedder, embedded.reader)
    service.ingester.add("default", DOCUMENTS)
    return service


def said(response: AskResponse) -> tuple[object, ...]:
    """All of an answer but numbers that depend on the order of additions."""
    answer = response.answer
    quotes = [one.cited_text for one in answer.citations] if answer else []
    return (
        response.level,
        answer and answer.text,
        quotes,
        [one.citation.document_id for one in response.passages],
    )


@pytest.mark.real_model
def test_it_answers_as_the_embedded_store_does(embedded: Service, writer: Service) -> None:
    for question in QUESTIONS:
        query = AskQuery(question=question)
        mine, its = writer.ask(query), embedded.ask(query)
        assert said(mine) == said(its)
        assert mine.answerability == pytest.approx(its.answerability, abs=1e-3)


@pytest.mark.real_model
def test_every_quote_is_the_text_at_its_offsets(writer: Service) -> None:
    response = writer.ask(AskQuery(question=QUESTIONS[0]))
    assert response.answer
    snapshot = writer.index.snapshot("default")
    assert response.answer.citations
    for one in response.answer.citations:
        assert isinstance(one, Citation)
        text = snapshot.version_text(one.document_id, one.version)
        assert text[one.start_char_index : one.end_char_index] == one.cited_text


@pytest.mark.real_model
def test_a_process_that_only_answers_needs_no_folder(writer: Service, settings: Settings) -> None:
    nowhere = settings.model_copy(update={"home": settings.home / "none", "store_writes": False})
    service = Service(nowhere, writer.embedder, writer.reader)
    assert said(service.ask(AskQuery(question=QUESTIONS[1]))) == said(
        writer.ask(AskQuery(question=QUESTIONS[1]))
    )
    found = service.search(Query(question="ferries", filters={"document_id": DOCUMENTS[0].id}))
    assert {one.citation.document_id for one in found.passages} == {DOCUMENTS[0].id}
    assert not nowhere.home.exists()


@pytest.mark.real_model
def test_a_restart_embeds_and_publishes_nothing_anew(writer: Service, settings: Settings) -> None:
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(str(settings.milvus_uri))
    again = Service(settings, writer.embedder, writer.reader)
    before = again.index.snapshot("default").generation_id
    again.index.make_searchable()
    assert again.index.snapshot("default").generation_id == before
    assert said(again.ask(AskQuery(question=QUESTIONS[0])))[0] == "answered"


def test_milvus_without_an_address_is_a_clear_error() -> None:
    from index.errors import InvalidInput

    with pytest.raises(InvalidInput, match="SOURCELINE_MILVUS_URI"):
        open_index(Settings(store="milvus"))


# Two processes ----------------------------------------------------------------------------------------------


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A milvus-lite in a process of its own, as a cluster would be."""
    installed()
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = (sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(tmp_path / "lite"))
    with (tmp_path / "milvus.log").open("wb") as log:
        process = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=log, stderr=log)
    try:
        until(lambda: _listens(port), 60)
        for name, value in (("STORE", "milvus"), ("MILVUS_URI", f"http://127.0.0.1:{port}")):
            monkeypatch.setenv(f"SOURCELINE_{name}", value)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def ask(client: httpx.Client, question: str) -> dict[str, object]:
    response = client.post("/v1/ask", json={"question": question})
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def test_what_one_process_writes_another_answers(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with server(tmp_path / "one") as (writes, _):
        monkeypatch.setenv("SOURCELINE_STORE_WRITES", "false")
        with server(tmp_path / "two") as (answers, _):
            one = {"id": "ward", "text": "The pharmacy is run by Jonas Weber."}
            assert writes.post("/v1/documents", json={"documents": [one]}).status_code == 200
            assert "Jonas Weber" in str(ask(answers, "Who is the pharmacy run by?")["answer"])
            changed = {"id": "ward", "text": "The pharmacy is run by Ada Lind."}
            assert writes.post("/v1/documents", json={"documents": [changed]}).status_code == 200
            assert "Ada Lind" in str(ask(answers, "Who is the pharmacy run by?")["answer"])
            refused = answers.post("/v1/documents", json={"documents": [one]})
            assert refused.status_code == 501
            assert "SOURCELINE_STORE_WRITES" in refused.text
            assert answers.get("/v1/documents").status_code == 501
            assert answers.get("/ready").status_code == 200
            assert "sourceline_catalog_readable 1.0" in writes.get("/metrics").text
            metrics = answers.get("/metrics").raise_for_status().text
            assert "sourceline_answers_total" in metrics
            assert "catalog" not in metrics
            assert writes.delete("/v1/documents/ward").status_code == 200
            assert ask(answers, "Who is the pharmacy run by?")["answer"] is None
    assert not (tmp_path / "two" / "home" / "catalog.sqlite").exists()
