"""Insights over HTTP: off by default, every way of asking logged, erased with what is quoted, for admins."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.documents import Document
from qa.insights.logged_question import same_words
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.server.auth.scopes import Scope
from qa.server.http.server_sent_events import MEDIA_TYPE
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.logged import rows
from tests.support.project import ROOT
from tests.support.waiting import until

TEXT = "Twelve soldiers came. The harvest was good."
QUESTION = "How many soldiers came?"
ABSENT = "Xyzzy quux?"
OURS = {"Sec-Fetch-Site": "same-origin"}
SCHEMA = json.loads((ROOT / "eval" / "sets" / "schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def service(tmp_path: Any, embedder: FakeEmbedder) -> Service:
    """A service that logs questions, with one document."""
    service = Service(Settings(home=tmp_path / "home", question_log_days=30), embedder, FakeReader())
    service.ingester.add("default", [Document("war", TEXT, "A war")])
    return service


def ask(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    """The response to a question."""
    response = client.post("/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return dict(response.json())


def look(client: TestClient, service: Service, asked: int, **query: Any) -> dict[str, Any]:
    """The insights, once so many questions were logged and embedded."""
    until(lambda: len(rows(service.question_log)) == asked)
    until(lambda: not service.question_log.without_vectors("fake", 1))
    response = client.get("/v1/insights", params=query)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_nothing_is_logged_by_default(tmp_path: Any, embedder: FakeEmbedder) -> None:
    service = Service(Settings(home=tmp_path / "home"), embedder, FakeReader())
    service.ingester.add("default", [Document("war", TEXT)])
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        ask(client, QUESTION)
        found = client.get("/v1/insights").json()
        assert (found["retention_days"], found["levels"]["answered"]) == (0, 0)
        assert "Questions are not logged" in client.get("/insights").text
        assert "/insights" not in client.get("/").text
    assert not service.question_log.path.exists()


def test_every_way_of_asking_is_logged_once(client: TestClient, service: Service) -> None:
    ask(client, QUESTION)
    client.post("/v1/chat", json={"question": QUESTION})
    client.post("/v1/chat", json={"question": QUESTION, "stream": True}, headers={"Accept": MEDIA_TYPE})
    client.post("/v1/chat", json={"question": "Hello"})
    body = {"model": "sourceline", "messages": [{"role": "user", "content": QUESTION}]}
    client.post("/v1/chat/completions", json=body)
    client.post("/v1/chat/completions", json={**body, "stream": True})
    client.post("/v1/search", json={"question": QUESTION})
    client.post("/v1/ask", json={"question": QUESTION, "collection": "none"})
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    accept = {"Accept": f"application/json, {MEDIA_TYPE}", "Host": "127.0.0.1:8080"}
    assert client.post("/mcp", json=message, headers=accept).status_code == 200
    found = look(client, service, 6)
    assert sorted(via for (via,) in rows(service.question_log, "via")) == [
        *("ask", "chat", "chat", "mcp", "openai", "openai")
    ]
    assert found["levels"] == {"answered": 6, "unsure": 0, "nothing": 0}
    assert set(rows(service.question_log, "question, level, answer IS NULL")) == {(QUESTION, "answered", 0)}


def test_a_follow_up_is_logged_as_it_was_searched(client: TestClient, service: Service) -> None:
    history = [{"question": "Who is the Defense Minister?", "answer": "Rustem Umerov"}]
    reply = client.post("/v1/chat", json={"question": "Where was he born?", "history": history}).json()
    assert reply["rewritten"]
    look(client, service, 1)
    assert rows(service.question_log, "question, standalone") == [("Where was he born?", reply["standalone"])]


def test_what_nobody_gets_an_answer_to_is_grouped(client: TestClient, service: Service) -> None:
    for question in (ABSENT, ABSENT, "xyzzy QUUX", "quux xyzzy?", QUESTION):
        ask(client, question)
    found = look(client, service, 5)
    (group,) = found["unanswered"]
    assert (group["name"], group["asked"], group["wordings"]) == ("xyzzy QUUX", 4, 2)
    assert [one["asked"] for one in group["questions"]] == [3, 1]
    assert found["most_asked"][0] == group
    assert found["by_day"][-1] == {"day": found["until"], "answered": 1, "unsure": 0, "nothing": 4}
    assert len(found["by_day"]) == found["days"] == 30
    assert found["by_collection"] == [
        {"name": "default", "title": "default", "answered": 1, "unsure": 0, "nothing": 4}
    ]
    assert found["speed"]["slowest"][0]["milliseconds"] >= found["speed"]["half"] > 0
    assert "5 questions in the last seven days" in found["summary"][0]
    ask(client, ABSENT)
    assert look(client, service, 6)["unanswered"][0]["asked"] == 5, "what was seen is not remembered too long"


def test_one_collection_alone_is_looked_at(client: TestClient, service: Service) -> None:
    service.ingester.add("other", [Document("a", "Ice is cold.")])
    ask(client, QUESTION)
    ask(client, QUESTION, collections=["default", "other"])
    assert look(client, service, 2, collection="other")["levels"]["answered"] == 1
    assert look(client, service, 2)["by_collection"][0]["answered"] == 2


def test_deleting_a_document_erases_the_answers_that_quote_it(client: TestClient, service: Service) -> None:
    ask(client, QUESTION)
    ask(client, ABSENT)
    look(client, service, 2)
    assert client.delete("/v1/documents/war").json()["erased"]["question_log"] == {"answers": 1}
    assert rows(service.question_log, "question, answer") == [(QUESTION, None), (ABSENT, None)]
    assert b"Twelve" not in service.question_log.path.read_bytes()


def test_an_answer_left_by_a_kill_is_erased_at_the_next_start(service: Service) -> None:
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        ask(client, QUESTION)
    service.index.delete("default", "war")  # killed before the log was told
    assert rows(service.question_log, "answer IS NULL") == [(0,)]
    service.warm()
    assert rows(service.question_log, "answer IS NULL") == [(1,)]


def test_a_collection_is_renamed_and_deleted_with_its_questions(client: TestClient, service: Service) -> None:
    ask(client, QUESTION)
    look(client, service, 1)
    assert client.patch("/v1/collections/default", json={"name": "new"}).status_code == 200
    assert look(client, service, 1)["by_collection"][0]["name"] == "new"
    assert client.delete("/v1/collections/new?confirm=new").json()["erased"]["question_log"] == {
        "questions": 1
    }
    assert rows(service.question_log) == []


def test_a_question_is_erased_with_the_verdicts_on_it(client: TestClient, service: Service) -> None:
    for question in (ABSENT, "xyzzy quux", QUESTION):
        generation = ask(client, question)["index"]["generation"]
        vote = {"question": question, "answer": None, "verdict": "down", "generation": generation}
        assert client.post("/v1/feedback", json=vote).status_code == 201
    (group,) = look(client, service, 3)["unanswered"]
    erased = client.delete(f"/v1/insights/questions/{group['questions'][0]['id']}")
    assert erased.json() == {"questions": 2, "feedback": 2}
    assert [one["question"] for one in client.get("/v1/feedback").json()["feedback"]] == [QUESTION]
    assert look(client, service, 1)["unanswered"] == []
    gone = client.delete(f"/v1/insights/questions/{group['questions'][0]['id']}")
    assert (gone.status_code, gone.json()["errors"][0]["field"]) == (404, "id")


def test_an_explained_thumb_replaces_the_first(client: TestClient, service: Service) -> None:
    generation = ask(client, ABSENT)["index"]["generation"]
    vote = {"question": ABSENT, "answer": None, "verdict": "down", "generation": generation}
    first = client.post("/v1/feedback", json=vote).json()
    why = {"replaces": first["id"], "wrong": "outdated", "comment": "See the new one."}
    assert client.post("/v1/feedback", json={**vote, **why}).json()["wrong"] == "outdated"
    other = client.post("/v1/feedback", json={**vote, "question": QUESTION, "replaces": first["id"]})
    assert other.status_code == 201
    verdicts = look(client, service, 1)["verdicts"]
    assert (verdicts["up"], verdicts["down"], verdicts["reasons"]) == (0, 2, {"outdated": 1})
    assert [one["comment"] for one in verdicts["latest"]] == ["See the new one."]
    refused = client.post("/v1/feedback", json={**vote, "verdict": "up", "wrong": "other"})
    assert refused.status_code == 422


def test_the_csv_has_every_question_and_no_formula(client: TestClient, service: Service) -> None:
    ask(client, QUESTION)
    ask(client, '=HYPERLINK("http://a.example")')
    look(client, service, 2)
    response = client.get("/insights/questions.csv")
    assert response.headers["content-disposition"] == 'attachment; filename="questions.csv"'
    first, second = csv.DictReader(io.StringIO(response.text))
    assert (first["question"], first["level"], first["collections"]) == (QUESTION, "answered", "default")
    assert second["question"] == '\'=HYPERLINK("http://a.example")'


def test_chosen_questions_make_an_eval_set(client: TestClient, service: Service) -> None:
    response = ask(client, QUESTION)
    answer, generation = response["answer"], response["index"]["generation"]
    up = {"question": QUESTION, "answer": answer["text"], "verdict": "up", "generation": generation}
    assert client.post("/v1/feedback", json={**up, "citations": answer["citations"]}).status_code == 201
    ask(client, ABSENT)
    ask(client, "xyzzy quux")
    look(client, service, 3)
    ids = [id for (id,) in rows(service.question_log, "id")]
    lines = client.get("/insights/eval-set.jsonl", params={"id": [*ids, "none"]}).text.splitlines()
    judged, open_ = map(json.loads, lines)
    for line in (judged, open_):
        Draft202012Validator(SCHEMA).validate(line)
    assert judged["answers"] == [answer["text"]]
    assert judged["gold"][0]["quote"] in TEXT
    assert open_ == {"id": f"log-{ids[1]}", "question": ABSENT, "unjudged": True, "tags": ["question-log"]}


def test_only_admins_see_it(client: TestClient, service: Service) -> None:
    keys = client.app.state.gatekeeper.keys  # type: ignore[attr-defined]
    asker = keys.create(Grant("asker")).secret
    admin = keys.create(Grant("owner", scopes=(Scope.ADMIN,))).secret
    for key, status in ((asker, 403), (admin, 200)):
        bearer = {"Authorization": f"Bearer {key}"}
        assert client.get("/v1/insights", headers=bearer).status_code == status
    assert client.get("/v1/insights").status_code == 401
    ask_as = client.post("/v1/ask", json={"question": QUESTION}, headers={"Authorization": f"Bearer {asker}"})
    assert ask_as.status_code == 200
    until(lambda: rows(service.question_log, "api_key_name") == [("asker",)])

    client.post("/sign-in", data={"key": asker})
    assert client.get("/insights").status_code == 403
    client.post("/sign-in", data={"key": admin})
    page = client.get("/insights")
    assert page.status_code == 200
    assert "asker" in page.text
    assert 'href="/insights"' in client.get("/").text
    (id,) = rows(service.question_log, "id")[0]
    erase = erasing(client, str(id))
    assert (erase(None), erase({"Sec-Fetch-Site": "cross-site"})) == (403, 403)
    assert erase(OURS) == 200
    assert rows(service.question_log) == []


def erasing(client: TestClient, id: str) -> Any:
    """Erases as a page of some site does; returns the status."""
    return lambda headers: client.post("/insights/erase", json={"id": id}, headers=headers).status_code


def test_what_is_asked_is_text_on_the_page(client: TestClient, service: Service) -> None:
    hostile = "<script>alert(1)</script> \u202equux {{ 7 * 7 }}"
    ask(client, hostile)
    look(client, service, 1)
    html = client.get("/insights").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 7 }}" in html


def test_an_answer_never_fails_with_the_log(service: Service) -> None:
    service.question_log.path.mkdir()
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        ask(client, QUESTION)
        state = client.app.state.server  # type: ignore[attr-defined]
        until(lambda: state.recorder.dropped == 1)
        service.question_log.path.rmdir()
        ask(client, QUESTION)
        assert look(client, service, 1)["not_logged"] == 1
        assert same_words(QUESTION) in {str(words) for (words,) in rows(service.question_log, "words")}
