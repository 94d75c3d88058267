"""Documents over HTTP: written, listed, shown, checked and deleted; any text can be an id."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.documents import Document, version_name
from qa.service import Service


def write(client: TestClient, *documents: dict[str, Any], **more: Any) -> Any:
    """Post documents; the response's JSON."""
    response = client.post("/v1/documents", json={"documents": documents, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_write_answers_with_each_outcome(client: TestClient) -> None:
    first = write(client, {"id": "a", "text": "Iron melts."}, {"id": "b", "text": "Ice melts."})
    again = write(client, {"id": "a", "text": "Iron melts."}, {"id": "b", "text": "Ice melts slowly."})

    assert [(d["id"], d["status"]) for d in first["documents"]] == [("a", "new"), ("b", "new")]
    assert [d["status"] for d in again["documents"]] == ["unchanged", "replaced"]
    assert again["documents"][1]["version"] == version_name("Ice melts slowly.")
    assert again["generation"] > first["generation"]


def test_written_documents_are_found_at_once(client: TestClient) -> None:
    write(client, {"id": "a", "text": "Iron melts at 1538 degrees."})
    found = client.post("/v1/search", json={"question": "When does iron melt?"}).json()
    assert [p["citation"]["document_id"] for p in found["passages"]] == ["a"]


def test_show_gives_attributes_text_and_versions(client: TestClient) -> None:
    about = {"title": "Metals", "url": "https://example.org/m", "published": "2024-11-05"}
    metadata = {"n": 1, "x": 1.0, "yes": True, "none": None, "tags": ["a", 2, False]}
    write(client, {"id": "m", "text": "Old."})
    write(client, {"id": "m", "text": "New.\r\nText.", "metadata": metadata, **about})

    shown = client.get("/v1/documents/m").json()

    assert {name: shown[name] for name in about} == about
    assert shown["text"] == "New.\nText."
    assert [(v["version"], v["current"]) for v in shown["versions"]] == [
        (version_name("New.\nText."), True),
        (version_name("Old."), False),
    ]
    assert shown["metadata"] == metadata
    assert [type(value) for value in shown["metadata"].values()] == [int, float, bool, type(None), list]


def test_null_and_absent_are_empty(client: TestClient) -> None:
    write(client, {"id": "a", "text": "x", "title": None, "url": None, "published": None, "metadata": None})
    shown = client.get("/v1/documents/a").json()
    assert (shown["title"], shown["url"], shown["published"], shown["metadata"]) == ("", "", None, {})
    assert write(client, {"id": "a", "text": "x"})["documents"][0]["status"] == "unchanged"


def test_markdown_is_cut_at_headings(client: TestClient) -> None:
    write(client, {"id": "a", "text": "# Iron\n\nIt melts.\n\n# Ice\n\nIt melts too.", "format": "markdown"})
    passages = client.post("/v1/search", json={"question": "ice melts"}).json()["passages"]
    assert sorted(p["headings"] for p in passages) == [["Ice"], ["Iron"]]


def test_list_goes_page_by_page(client: TestClient) -> None:
    ids = [f"d{n}" for n in range(7)]
    write(client, *({"id": id, "text": f"Text {id}."} for id in ids))
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/v1/documents", params={"limit": 3, "after": after}).json()
        assert len(page["documents"]) <= 3
        seen += [d["id"] for d in page["documents"]]
        after = page["next"]
    assert seen == ids


def test_lists_can_be_of_a_name(client: TestClient) -> None:
    titles = {"a.txt": "Über Eisen", "b.txt": "Ice 100% _pure_", "eis.txt": "", "d.txt": "Wax"}
    write(client, *({"id": id, "title": title, "text": "Text."} for id, title in titles.items()))

    def found(q: str, **query: str | int) -> list[str]:
        page = client.get("/v1/documents", params={"q": q, **query})
        return [d["id"] for d in page.json()["documents"]]

    assert found("") == sorted(titles)
    assert found("EIS") == ["a.txt", "eis.txt"]
    assert found("u\u0308BER") == ["a.txt"]
    assert (found("% _"), found("%"), found("_x")) == (["b.txt"], ["b.txt"], [])
    assert found("text") == [], "only titles and ids are looked at"
    first = client.get("/v1/documents?q=eis&limit=1").json()
    assert [d["id"] for d in first["documents"]] == ["a.txt"]
    assert first["next"]
    assert found("eis", limit=1, after="a.txt") == ["eis.txt"]
    assert client.get("/v1/documents", params={"q": "x" * 201}).status_code == 422


def test_delete_gives_a_receipt_and_leaves_nothing(client: TestClient) -> None:
    write(client, {"id": "a", "text": "Iron melts."}, {"id": "b", "text": "Ice melts."})

    receipt = client.delete("/v1/documents/a").json()

    assert receipt["document_id"] == "a"
    assert receipt["erased"]["catalog"]["versions"] == 1
    assert receipt["erased"]["vectors"]["passages"] == receipt["erased"]["lexical"]["passages"] == 1
    assert client.get("/v1/documents/a").status_code == 404
    assert client.delete("/v1/documents/a").status_code == 404
    found = client.post("/v1/search", json={"question": "iron melts"}).json()["passages"]
    assert [p["citation"]["document_id"] for p in found] == ["b"]


def test_collections_are_apart(client: TestClient) -> None:
    write(client, {"id": "a", "text": "Iron melts."})
    write(client, {"id": "a", "text": "Ice melts."}, {"id": "b", "text": "Wax melts."}, collection="cold")

    listed = client.get("/v1/collections").json()["collections"]
    assert [(c["name"], c["documents"], c["passages"]) for c in listed] == [("cold", 2, 2), ("default", 1, 1)]
    assert client.get("/v1/documents/a?collection=cold").json()["text"] == "Ice melts."
    assert client.delete("/v1/documents/a?collection=cold").status_code == 200
    assert client.get("/v1/documents/a").json()["text"] == "Iron melts."


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/documents"), ("GET", "/v1/documents/a"), ("DELETE", "/v1/documents/a")],
)
def test_unknown_collection_is_not_found(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, f"{path}?collection=nowhere")
    assert response.status_code == 404
    assert response.json()["errors"][0]["field"] == "collection"


def test_version_text_slices_by_code_points(client: TestClient) -> None:
    text = "Ä 😀 melts.\nOn."
    version = write(client, {"id": "a", "text": text})["documents"][0]["version"]
    where = f"/v1/documents/a/versions/{version}/text"

    assert client.get(where).json() == {
        "document_id": "a",
        "version": version,
        "start": 0,
        "end": len(text),
        "text": text,
    }
    assert client.get(f"{where}?start=2&end=9").json()["text"] == text[2:9]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start=9&end=3", "start"),
        ("start=0&end=99", "end"),
        ("start=99", "start"),
        ("start=-1", "start"),
        ("end=x", "end"),
        ("sart=1", "sart"),
    ],
)
def test_span_outside_the_text_names_the_field(client: TestClient, query: str, field: str) -> None:
    version = write(client, {"id": "a", "text": "Iron melts."})["documents"][0]["version"]
    response = client.get(f"/v1/documents/a/versions/{version}/text?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field


def test_old_versions_can_be_checked_until_deleted(client: TestClient) -> None:
    old = write(client, {"id": "a", "text": "Old."})["documents"][0]["version"]
    write(client, {"id": "a", "text": "New."})
    where = f"/v1/documents/a/versions/{old}/text"
    assert client.get(where).json()["text"] == "Old."
    client.delete("/v1/documents/a")
    assert client.get(where).status_code == 404


def test_all_or_nothing(client: TestClient) -> None:
    good, bad = {"id": "good", "text": "Iron."}, {"id": "bad", "text": " \n"}
    response = client.post("/v1/documents", json={"documents": [good, bad]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "documents[1].text"
    assert client.get("/v1/collections").json()["collections"] == []


ODD_IDS = [
    "?",
    "#",
    "%",
    "%2F",
    "a b",
    " a",
    "😀",
    "'\"<>&",
    "a\\b",
    "a;b=c",
    "+",
    "...",
    "~",
    "é",
    "e\u0301",
]


def test_odd_ids_come_back(client: TestClient) -> None:
    texts = [{"id": id, "text": f"Iron melts at {n}."} for n, id in enumerate(ODD_IDS)]
    for id, written in zip(ODD_IDS, write(client, *texts)["documents"], strict=True):
        version = written["version"]
        where = "/v1/documents/" + quote(id, safe="")
        assert client.get(where).json()["id"] == id
        assert client.get(f"{where}/versions/{version}/text").json()["document_id"] == id
    found = client.post("/v1/search", json={"question": "iron", "top_k": 100}).json()["passages"]
    assert {p["citation"]["document_id"] for p in found} == {*ODD_IDS}
    for passage in found:
        assert "<mark" in client.get(passage["citation"]["url"].removesuffix("#span")).text
    for id in ODD_IDS[:3]:
        assert client.delete("/v1/documents/" + quote(id, safe="")).json()["document_id"] == id


id_text = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/"), min_size=1, max_size=20
)
any_id = id_text.filter(lambda id: id.strip() and id not in (".", ".."))


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(any_id, unique=True, min_size=10, max_size=30))
def test_any_id_comes_back(client: TestClient, ids: list[str]) -> None:
    write(client, *({"id": id, "text": "Iron melts."} for id in ids))
    for id in ids:
        assert client.get("/v1/documents/" + quote(id, safe="")).json()["id"] == id


SLASHED = ["a/b.txt", "a b/ü/c?.md", "original", "x/versions/text", "x/originals", "a%2Fb/c"]
#: With plain slashes they are addresses of a version's text.
LIKE_A_TEXT = ["x/versions/y/text", "x/versions/" + "0" * 64 + "/text"]


@pytest.mark.parametrize(
    ("id", "safe"), [*((id, safe) for id in SLASHED for safe in ("/", "")), *((id, "") for id in LIKE_A_TEXT)]
)
def test_ids_of_files_may_hold_slashes(client: TestClient, service: Service, id: str, safe: str) -> None:
    service.ingester.add("default", [Document(id, "Iron melts.")])
    where = "/v1/documents/" + quote(id, safe=safe)
    version = version_name("Iron melts.")

    assert client.get(where).json()["id"] == id
    assert client.get(f"{where}/versions/{version}/text?end=4").json()["text"] == "Iron"
    assert "Iron melts." in client.get("/documents/" + quote(id, safe=safe)).text
    assert client.delete(where).json()["document_id"] == id


def test_encoded_slashes_tell_a_version_from_an_id(client: TestClient, service: Service) -> None:
    version = version_name("Short.")
    longer = f"a/versions/{version}/text"
    service.ingester.add("default", [Document("a", "Short."), Document(longer, "Long.")])

    assert client.get(f"/v1/documents/{longer}").json()["text"] == "Short."
    assert client.get("/v1/documents/" + quote(longer, safe="")).json()["id"] == longer
