"""Feedback: kept durably, checked, listed, erased with its documents, exported as an eval set that holds."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from eval.formats.native import read_native
from index.documents import Document
from qa.cli import app
from qa.cli import open_service as opening
from qa.feedback.export import eval_set_lines
from qa.service import Service
from tests.support.server_process import post, server

TEXT = "Twelve soldiers came. The harvest was good."
QUESTION = "How many soldiers came?"
ABSENT = "Xyzzy quux?"


@pytest.fixture(autouse=True)
def _known(service: Service) -> None:
    service.ingester.add("default", [Document("war", TEXT, "A war")])


def asked(client: TestClient, question: str = QUESTION, **more: Any) -> dict[str, Any]:
    """What a client sends about an answer that it got."""
    response = client.post("/v1/ask", json={"question": question}).json()
    answer = response["answer"]
    return {
        "question": question,
        "answer": answer["text"] if answer else None,
        "verdict": "up",
        "generation": response["index"]["generation"],
        "citations": answer["citations"] if answer else [],
        **more,
    }


def test_feedback_is_kept_and_listed_newest_first(client: TestClient) -> None:
    first = client.post("/v1/feedback", json=asked(client, comment="Thanks."))
    assert first.status_code == 201
    second = client.post(
        "/v1/feedback", json=asked(client, ABSENT, verdict="down", standalone="What is xyzzy?")
    )
    listed = client.get("/v1/feedback").json()["feedback"]
    assert listed == [second.json(), first.json()]
    assert listed[1]["comment"] == "Thanks."
    assert listed[1]["citations"][0]["cited_text"] == listed[1]["answer"]
    assert (listed[0]["standalone"], listed[0]["answer"]) == ("What is xyzzy?", None)
    assert client.get("/v1/feedback", params={"limit": 1}).json()["feedback"] == [second.json()]
    assert client.get("/v1/feedback", params={"collection": "other"}).json()["feedback"] == []


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"verdict": "sideways"}, 422, "verdict"),
        ({"question": " "}, 422, "question"),
        ({"generation": -1}, 422, "generation"),
        ({"extra": 1}, 422, "extra"),
        ({"collection": "none"}, 404, "collection"),
    ],
)
def test_bad_feedback_is_refused(client: TestClient, change: dict[str, Any], status: int, field: str) -> None:
    reply = client.post("/v1/feedback", json={**asked(client), **change})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (status, field)
    assert client.get("/v1/feedback").json()["feedback"] == []


def test_a_quote_that_the_document_does_not_hold_is_refused(client: TestClient) -> None:
    body = asked(client)
    body["citations"][0]["cited_text"] = "Thirteen soldiers came."
    reply = client.post("/v1/feedback", json=body)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "citations[0].cited_text")


def test_a_citation_of_nothing_is_named(client: TestClient) -> None:
    for field, value in (("version", "none"), ("document_id", "peace")):
        body = asked(client)
        body["citations"][0][field] = value
        reply = client.post("/v1/feedback", json=body)
        assert reply.status_code == 404
        assert reply.json()["errors"][0]["field"].startswith("citations[0].")


def test_feedback_from_many_at_once_is_all_there(client: TestClient) -> None:
    body = asked(client)
    with ThreadPoolExecutor(8) as threads:
        given = [threads.submit(client.post, "/v1/feedback", json=body) for _ in range(40)]
        assert {reply.result().status_code for reply in given} == {201}
    assert len({kept["id"] for kept in client.get("/v1/feedback").json()["feedback"]}) == 40


def test_what_quotes_a_document_is_erased_with_it(client: TestClient, service: Service) -> None:
    client.post("/v1/feedback", json=asked(client))
    kept = client.post("/v1/feedback", json=asked(client, ABSENT)).json()
    receipt = client.delete("/v1/documents/war").json()
    assert receipt["erased"]["feedback"] == {"records": 1}
    assert client.get("/v1/feedback").json()["feedback"] == [kept]
    assert b"Twelve soldiers" not in (service.settings.home / "feedback.sqlite").read_bytes()


def test_acknowledged_feedback_survives_a_kill(tmp_path: Path) -> None:
    with server(tmp_path) as (client, process):
        post(client, "a")
        body = {"question": "What melts?", "answer": None, "verdict": "down", "generation": 1}
        given = [client.post("/v1/feedback", json=body) for _ in range(3)]
        process.kill()
    assert {reply.status_code for reply in given} == {201}
    with server(tmp_path) as (client, _):
        assert len(client.get("/v1/feedback").json()["feedback"]) == 3


# Export ---------------------------------------------------------------------------------------------------


def exported(service: Service, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(opening, "open_service", lambda settings: service)
    done = CliRunner().invoke(app, ["feedback", "export", "--out", str(path)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_export_is_a_set_that_holds(
    client: TestClient, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/v1/feedback", json=asked(client, verdict="down", answer="nine", citations=[]))
    client.post("/v1/feedback", json=asked(client))
    client.post("/v1/feedback", json=asked(client))
    client.post("/v1/feedback", json=asked(client, ABSENT))
    client.post("/v1/feedback", json=asked(client, "How was the harvest?", verdict="down"))
    follow_up = asked(client, "The harvest was good when?", standalone="The harvest was good in which year?")
    client.post("/v1/feedback", json=follow_up)
    path = tmp_path / "feedback.jsonl"
    assert "4 questions" in exported(service, path, monkeypatch)
    troops, absent, harvest, when = read_native(path).questions

    assert troops.text == QUESTION
    assert troops.answers == ("Twelve",)
    (gold,) = troops.gold
    assert TEXT[gold.start : gold.end] == gold.quote == troops.answers[0]
    assert troops.tags == ("feedback", "thumbs-down", "thumbs-up")
    assert (absent.unanswerable, absent.answers) == (True, ())
    assert (harvest.unanswerable, harvest.answers, harvest.gold) == (False, (), ())
    assert harvest.tags == ("feedback", "thumbs-down")
    assert when.text == "The harvest was good in which year?"

    checked = CliRunner().invoke(app, ["eval", "check", str(path)])
    assert checked.exit_code == 0, checked.output
    assert "no problem" in checked.output


def test_an_exported_set_can_be_run(
    client: TestClient, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/v1/feedback", json=asked(client))
    client.post("/v1/feedback", json=asked(client, "How was the harvest?", verdict="down"))
    path = tmp_path / "feedback.jsonl"
    exported(service, path, monkeypatch)
    done = CliRunner().invoke(app, ["eval", "run", str(path), "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert len(record["outcomes"]) == 2


def test_gold_of_a_replaced_document_is_not_exported(client: TestClient, service: Service) -> None:
    client.post("/v1/feedback", json=asked(client))
    kept = service.feedback.everything("default")
    (line,) = eval_set_lines(kept, {"war": "Now it says: " + TEXT}.get)
    assert line["unjudged"] is True
    assert line["tags"] == ["feedback", "thumbs-up", "gold-gone"]
    (same,) = eval_set_lines(kept, {"war": TEXT}.get)
    assert same["answers"]


def test_a_file_that_cannot_be_written_is_said_in_one_line(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "open_service", lambda settings: service)
    done = CliRunner().invoke(app, ["feedback", "export", "--out", str(tmp_path / "no" / "file")])
    assert done.exit_code == 2
    assert done.stderr.startswith("error: --out: ")


def test_the_quotes_of_an_answer_of_several_sentences_are_gold(client: TestClient, service: Service) -> None:
    sent = asked(client)
    (cited,) = sent["citations"]
    texts = "Twelve soldiers came.", "The harvest was good."
    quotes = [
        {
            **cited,
            "start_char_index": TEXT.index(text),
            "end_char_index": TEXT.index(text) + len(text),
            "cited_text": text,
        }
        for text in texts
    ]
    sent |= {"answer": f"{texts[0]} … {texts[1]}", "citations": quotes}
    assert client.post("/v1/feedback", json=sent).status_code == 201
    (line,) = eval_set_lines(service.feedback.everything("default"), {"war": TEXT}.get)
    assert [gold["quote"] for gold in line["gold"]] == [*texts]
