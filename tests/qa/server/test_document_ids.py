"""Ids of any kind in the API: paths, URLs, blanks, percent signs; the same id in several sources."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

IDS = (
    "https://example.org/a/b?c=d#e",
    "a/../b",
    "/absolute//twice/",
    "a/./b",
    "ümlaut",
    "%2F",
    "100 %",
    "a b/c+d&e=f;g",
    "日本語/😀",
    "x/versions/y/text",
    "..a",
)


def write(client: TestClient, *documents: dict[str, object], **body: str) -> list[dict[str, str]]:
    answer = client.post("/v1/documents", json={"documents": documents, **body})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, str]] = answer.json()["documents"]
    return found


@pytest.mark.parametrize("id", IDS)
def test_any_id_is_written_shown_cited_and_deleted(client: TestClient, id: str) -> None:
    (written,) = write(client, {"id": id, "text": "Wax melts at noon."})
    assert written["id"] == id
    address = f"/v1/documents/{quote(id, safe='')}"
    assert client.get(address).json()["id"] == id
    assert [d["id"] for d in client.get("/v1/documents").json()["documents"]] == [id]

    (passage,) = client.post("/v1/search", json={"question": "wax"}).json()["passages"]
    cited = passage["citation"]
    assert (cited["document_id"], cited["source"]) == (id, "api")
    page = client.get(cited["url"].partition("#")[0])
    assert page.status_code == 200
    assert "<mark" in page.text
    span = client.get(f"{address}/versions/{cited['version']}/text", params={"end": 3}).json()
    assert (span["document_id"], span["text"]) == (id, "Wax")

    assert client.delete(address).json()["document_id"] == id
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("id", ["", " ", ".", "..", "a\nb", "a\0b", "x" * 2001, "日" * 700, "\ud800"])
def test_what_cannot_be_an_id_is_refused(client: TestClient, id: str) -> None:
    answer = client.post(
        "/v1/documents",
        content=json.dumps({"documents": [{"id": id, "text": "Wax."}]}),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "documents[0].id"


def test_an_id_left_out_is_made_and_stays_the_same(client: TestClient) -> None:
    url = "https://example.org/wax"
    given: list[dict[str, object]] = [{"text": "Wax melts."}, {"text": "Ice melts.", "url": url}]
    first = write(client, *given)
    assert first[1]["id"] == url
    assert len(first[0]["id"]) == 24
    again = write(client, *given)
    assert [(d["id"], d["status"]) for d in again] == [(d["id"], "unchanged") for d in first]
    assert client.get(f"/v1/documents/{first[0]['id']}").json()["text"] == "Wax melts."
    twice = client.post("/v1/documents", json={"documents": [given[0], given[0]]})
    assert twice.json()["errors"][0]["field"] == "documents[1].id"


def test_an_id_of_several_sources_needs_the_source(client: TestClient) -> None:
    for source in ("handbook", "wiki"):
        (written,) = write(client, {"id": "README.md", "text": f"Wax of the {source}."}, source=source)
        assert (written["status"], written["source"]) == ("new", source)

    for answer in (client.get("/v1/documents/README.md"), client.delete("/v1/documents/README.md")):
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (409, "urn:sourceline:ambiguous-document")
        assert problem["errors"][0]["field"] == "source"
        assert "'handbook', 'wiki'" in problem["detail"]
    assert client.get("/documents/README.md").status_code == 409

    assert client.get("/v1/documents/README.md?source=wiki").json()["text"] == "Wax of the wiki."
    assert client.get("/v1/documents/README.md?source=attic").status_code == 404
    listed = client.get("/v1/documents?source=wiki").json()["documents"]
    assert [(d["id"], d["source"]) for d in listed] == [("README.md", "wiki")]
    pages = client.get("/documents?source=wiki").text
    assert pages.count("data-id=") == 1

    query = {"question": "wax", "filters": {"source": "handbook"}}
    (passage,) = client.post("/v1/search", json=query).json()["passages"]
    assert passage["citation"]["source"] == "handbook"
    assert "Wax of the handbook." in client.get(passage["citation"]["url"].partition("#")[0]).text

    sources = client.get("/v1/sources").json()["sources"]
    assert [(s["name"], s["documents"]) for s in sources] == [("handbook", 1), ("wiki", 1)]
    gone = client.delete("/v1/sources/wiki")
    assert gone.json() == {"source": "wiki", "collection": "default", "documents": 1}
    assert client.delete("/v1/sources/wiki").status_code == 404
    assert client.get("/v1/documents/README.md").json()["source"] == "handbook"


def test_a_bad_name_of_a_source_is_refused(client: TestClient) -> None:
    body = {"documents": [{"id": "a", "text": "Wax."}], "source": "a/b"}
    answer = client.post("/v1/documents", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "source"


def test_deleting_spares_feedback_on_another_source(client: TestClient) -> None:
    for source in ("a", "b"):
        write(client, {"id": "d", "text": f"Wax of {source}."}, source=source)
    for source in ("a", "b"):
        query = {"question": "wax", "filters": {"source": source}}
        (passage,) = client.post("/v1/search", json=query).json()["passages"]
        feedback = {
            "question": "wax",
            "answer": "Wax",
            "verdict": "up",
            "generation": 2,
            "citations": [passage["citation"]],
        }
        assert client.post("/v1/feedback", json=feedback).is_success
    assert client.delete("/v1/documents/d?source=a").json()["erased"]["feedback"] == {"records": 1}
    (left,) = client.get("/v1/feedback").json()["feedback"]
    assert left["citations"][0]["cited_text"] == "Wax of b."
