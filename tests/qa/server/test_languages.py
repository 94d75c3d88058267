"""Documents in other languages over HTTP: told, shown, filtered, found."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

TEXTS = {
    "ja": "定例会議は毎週月曜日の午前十時に開かれます。",
    "de": "Die Besprechungen finden jeden Montag um zehn Uhr statt.",
    "en": "The meetings are held every Monday at ten.",
}


@pytest.fixture
def written(client: TestClient) -> TestClient:
    documents: list[dict[str, Any]] = [{"id": id, "text": text} for id, text in TEXTS.items()]
    documents += [
        {"id": "said", "text": "Meeting 10:00", "metadata": {"language": "German"}},
        {"id": "short", "text": "10:00"},
    ]
    response = client.post("/v1/documents", json={"documents": documents})
    assert response.status_code == 200, response.text
    return client


def found(client: TestClient, question: str, **filters: Any) -> list[str]:
    asked = {"question": question, "mode": "bm25", "filters": filters or None}
    response = client.post("/v1/search", json=asked)
    assert response.status_code == 200, response.text
    return [passage["citation"]["document_id"] for passage in response.json()["passages"]]


def test_each_document_has_its_language(written: TestClient) -> None:
    listed = written.get("/v1/documents").json()["documents"]
    assert {one["id"]: one["language"] for one in listed} == {
        **{language: language for language in TEXTS},
        "said": "de",
        "short": None,
    }
    assert written.get("/v1/documents/ja").json()["language"] == "ja"


def test_a_filter_chooses_the_language(written: TestClient) -> None:
    question = "meetings Besprechung 会議"
    assert sorted(found(written, question)) == ["de", "en", "ja", "said", "short"]
    assert found(written, question, language="ja") == ["ja"]
    assert sorted(found(written, question, language={"$in": ["de", "en"]})) == ["de", "en", "said"]
    assert found(written, question, **{"metadata.language": "German"}) == ["said"]


@pytest.mark.parametrize(
    ("question", "id"), [("定例会議はいつですか", "ja"), ("Wann ist die Besprechung?", "de")]
)
def test_a_question_is_searched_in_its_own_language(written: TestClient, question: str, id: str) -> None:
    assert found(written, question)[0] == id


def test_a_language_that_changes_is_told_again(written: TestClient) -> None:
    changed = {"id": "said", "text": "Meeting 10:00", "metadata": {"language": "fr"}}
    written.post("/v1/documents", json={"documents": [changed]})
    assert written.get("/v1/documents/said").json()["language"] == "fr"
    assert found(written, "meeting", language="de") == ["de"]
