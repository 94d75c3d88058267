"""One document by its address: written, replaced, and changed without sending its text."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document, version_name
from index.store.catalog import amendments, collections
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import bearer, make, problem
from tests.support.fakes import FakeEmbedder

TEXT = "Iron melts at 1538 degrees. Ice melts at zero degrees."


def passages(service: Service, id: str = "a", collection: str = "default") -> list[Any]:
    """All that is stored of the live passages of a document."""
    rows = service.index.catalog.connection.execute(
        """SELECT p.* FROM passages p JOIN versions v ON v.key = p.version
           JOIN documents d ON d.key = v.document JOIN collections c ON c.key = d.collection
           WHERE d.id = ? AND c.name = ? AND p.removed IS NULL ORDER BY p.start""",
        (id, collection),
    )
    return rows.fetchall()


def search(client: TestClient, question: str, **more: Any) -> list[str]:
    response = client.post("/v1/search", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return [p["citation"]["document_id"] for p in response.json()["passages"]]


# POST ------------------------------------------------------------------------------------------------------


def test_a_document_need_not_be_in_a_list(client: TestClient) -> None:
    body = {"id": "a", "text": TEXT, "title": "Metals", "collection": "c", "metadata": {"n": 1}}
    written = client.post("/v1/documents", json=body)
    assert written.status_code == 200, written.text
    assert written.json()["documents"] == [
        {"id": "a", "source": "api", "status": "new", "version": version_name(TEXT)}
    ]
    shown = client.get("/v1/documents/a?collection=c").json()
    assert (shown["title"], shown["metadata"]) == ("Metals", {"n": 1})
    queued = client.post("/v1/documents?wait=false", json={"id": "b", "text": TEXT})
    assert (queued.status_code, queued.json()["documents"]["total"]) == (202, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"id": "a"}, "text"),
        ({"text": "x", "id": ".."}, "id"),
        ({"id": "a", "text": " "}, "text"),
        ({"id": "a", "text": "x", "metadata": {"k": {}}}, "metadata.k"),
        ({"id": "a", "text": "x", "colection": "c"}, "colection"),
        ({"id": "a", "text": "x", "collection": "a/b"}, "collection"),
        ({"documents": [{"id": "a"}], "id": "a"}, "documents[0].text"),
        ({"documents": [], "text": "x"}, "documents"),
    ],
)
def test_errors_of_a_single_document_name_its_fields(client: TestClient, body: Any, field: str) -> None:
    (error, *_) = problem(client.post("/v1/documents", json=body), 422, "invalid-input")["errors"]
    assert (error["field"], bool(error["hint"])) == (field, True)


# PUT -------------------------------------------------------------------------------------------------------


def test_put_creates_then_replaces(client: TestClient) -> None:
    first = client.put("/v1/documents/a?collection=c", json={"text": "Old."})
    again = client.put("/v1/documents/a?collection=c", json={"text": "Old.", "id": "a"})
    other = client.put("/v1/documents/a?collection=c", json={"text": "New.", "title": "T"})
    assert [r.status_code for r in (first, again, other)] == [201, 200, 200]
    statuses = [r.json()["documents"][0]["status"] for r in (first, again, other)]
    assert statuses == ["new", "unchanged", "replaced"]
    shown = client.get("/v1/documents/a?collection=c").json()
    assert (shown["text"], shown["title"], len(shown["versions"])) == ("New.", "T", 2)
    client.put("/v1/documents/a?collection=c", json={"text": "New."})
    assert client.get("/v1/documents/a?collection=c").json()["title"] == "", "it replaces the whole document"


def test_put_for_later_is_a_job(client: TestClient) -> None:
    queued = client.put("/v1/documents/a?wait=false", json={"text": "Iron."})
    assert queued.status_code == 202
    assert client.get(queued.headers["location"]).json()["documents"]["total"] == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("a", {}, "text"),
        ("a", {"text": " "}, "text"),
        ("a", {"text": "x", "id": "b"}, "id"),
        ("a", {"text": "x", "collection": "c"}, "collection"),
        ("%07", {"text": "x"}, "id"),
        ("x" * 3000, {"text": "x"}, "id"),
        ("a?colection=c", {"text": "x"}, "colection"),
    ],
)
def test_bad_puts_name_the_field(client: TestClient, path: str, body: Any, field: str) -> None:
    (error, *_) = problem(client.put(f"/v1/documents/{path}", json=body), 422, "invalid-input")["errors"]
    assert (error["field"], bool(error["hint"])) == (field, True)
    assert client.get("/v1/collections").json()["collections"] == []


def test_a_put_may_be_as_long_as_a_post(client: TestClient) -> None:
    assert client.put("/v1/documents/a", json={"text": "Iron. " + " " * 2_000_000}).status_code == 201
    assert client.put("/v1/documents/a", json={"text": "Iron. " * 6_000_000}).status_code == 413


# PATCH -----------------------------------------------------------------------------------------------------


def test_a_patch_of_metadata_embeds_nothing(
    client: TestClient, service: Service, embedder: FakeEmbedder
) -> None:
    body = {
        "id": "a",
        "text": TEXT,
        "metadata": {"x": 1, "keep": [1, 2], "gone": "y"},
        "published": "2020-01-01",
    }
    client.post("/v1/documents", json={"documents": [body, {"id": "b", "text": "Iron."}]})
    before, embedded, old = passages(service), embedder.embedded, client.get("/v1/documents/a").json()
    assert search(client, "iron", filters={"x": 1}) == ["a"]

    changed = client.patch(
        "/v1/documents/a",
        json={
            "metadata": {"x": 2.0, "gone": None, "new": True},
            "published": "2024-11-05",
            "url": "http://u",
        },
    )

    assert changed.status_code == 200, changed.text
    answer = changed.json()
    assert (answer["changed"], answer["embedded"], answer["collection"]) == (True, 0, "default")
    assert embedder.embedded == embedded
    assert passages(service) == before
    shown = client.get("/v1/documents/a").json()
    assert shown["metadata"] == answer["metadata"] == {"x": 2.0, "keep": [1, 2], "new": True}
    assert (shown["published"], shown["url"], shown["title"]) == ("2024-11-05", "http://u", "")
    assert (shown["text"], shown["version"], shown["versions"]) == (
        old["text"],
        old["version"],
        old["versions"],
    )
    assert shown["updated"] > old["updated"]
    assert [search(client, "iron", filters={"x": x}) for x in (1, 2)] == [[], ["a"]]
    assert search(client, "iron", filters={"published": {"$lt": "2021-01-01"}}) == []
    assert (
        client.post("/v1/ask", json={"question": "iron"}).json()["index"]["generation"]
        == answer["generation"]
    )
    written = {"text": TEXT, "metadata": shown["metadata"], "published": "2024-11-05", "url": "http://u"}
    again = client.put("/v1/documents/a", json=written).json()
    assert again["documents"][0]["status"] == "unchanged"


def test_a_patch_that_changes_nothing_is_not_a_generation(client: TestClient) -> None:
    client.post("/v1/documents", json={"id": "a", "text": TEXT, "title": "Metals", "metadata": {"x": 1}})
    for body in ({}, {"title": " Metals "}, {"metadata": {"x": 1, "y": None}}, {"url": None}):
        answer = client.patch("/v1/documents/a", json=body).json()
        assert (answer["changed"], answer["embedded"], answer["generation"]) == (False, 0, 1)


def test_null_empties(client: TestClient) -> None:
    about = {"title": "T", "url": "http://u", "published": "2020-01-01", "metadata": {"x": 1}}
    client.post("/v1/documents", json={"id": "a", "text": TEXT, **about})
    body = dict.fromkeys(about)
    assert client.patch("/v1/documents/a", json=body).status_code == 200
    shown = client.get("/v1/documents/a").json()
    assert [shown[name] for name in about] == ["", "", None, {}]


def test_a_new_title_is_searched_as_if_it_had_been_written(
    client: TestClient, service: Service, embedder: FakeEmbedder
) -> None:
    client.post("/v1/documents", json={"id": "a", "text": TEXT, "title": "Old"})
    client.post("/v1/documents", json={"id": "a", "text": TEXT, "title": "Zebra", "collection": "other"})
    embedded = embedder.embedded
    assert service.index.snapshot("default").bm25("zebra", 5) == []

    answer = client.patch("/v1/documents/a", json={"title": "Zebra"}).json()

    assert (answer["changed"], answer["embedded"], answer["title"]) == (True, 1, "Zebra")
    assert embedder.embedded == embedded + 1
    snapshot = service.index.snapshot("default")
    assert (len(snapshot.bm25("zebra", 5)), snapshot.bm25("old", 5)) == (1, [])
    columns = slice(3, 13)  # from start to token vectors
    assert [p[columns] for p in passages(service)] == [p[columns] for p in passages(service, "a", "other")]
    shown = client.get("/v1/documents/a").json()
    assert (len(shown["versions"]), shown["version"]) == (1, version_name(TEXT))
    again = client.put("/v1/documents/a", json={"text": TEXT, "title": "Zebra"}).json()
    assert again["documents"][0]["status"] == "unchanged"
    found = client.post("/v1/search", json={"question": "iron"}).json()["passages"]
    assert [p["citation"]["document_title"] for p in found] == ["Zebra"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x"}, "text"),
        ({"title": "x" * 1001}, "title"),
        ({"published": "soon"}, "published"),
        ({"metadata": []}, "metadata"),
        ({"metadata": {"k": {}}}, "metadata.k"),
        ({"metadata": {"$k": None}}, "metadata.$k"),
        ({"metadata": {f"k{n}": n for n in range(150)}}, "metadata"),
        ({"metadata": {"list": [*range(600)]}}, "metadata.list"),
    ],
)
def test_bad_patches_name_the_field(client: TestClient, body: Any, field: str) -> None:
    metadata = {f"old{n}": n for n in range(100)} | {"items": [*range(600)]}
    client.post("/v1/documents", json={"id": "a", "text": TEXT, "metadata": metadata})
    (error, *_) = problem(client.patch("/v1/documents/a", json=body), 422, "invalid-input")["errors"]
    assert (error["field"], bool(error["hint"])) == (field, True)
    assert client.get("/v1/documents/a").json()["metadata"] == metadata


def test_a_patch_of_what_is_not_there(client: TestClient, service: Service) -> None:
    service.ingester.add("default", [Document("a/b.txt", TEXT)])
    assert client.patch("/v1/documents/a/b.txt", json={"url": "u"}).json()["url"] == "u"
    problem(client.patch("/v1/documents/b", json={}), 404, "not-found")
    answer = client.patch("/v1/documents/a%2Fb.txt?collection=c", json={})
    assert problem(answer, 404, "not-found")["errors"][0]["field"] == "collection"


def test_a_document_written_meanwhile_is_not_lost(
    client: TestClient, service: Service, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new text comes while the passages are embedded under the new title."""
    client.post("/v1/documents", json={"id": "a", "text": "Old.", "metadata": {"x": 1}})
    real = embedder.embed_passages

    def overtaken(texts: Any) -> Any:
        monkeypatch.setattr(embedder, "embed_passages", real)
        service.ingester.add("default", [Document("a", "New.", metadata={"x": 2})])
        return real(texts)

    monkeypatch.setattr(embedder, "embed_passages", overtaken)
    assert client.patch("/v1/documents/a", json={"title": "T"}).status_code == 200
    shown = client.get("/v1/documents/a").json()
    assert (shown["text"], shown["title"], shown["metadata"]) == ("New.", "T", {"x": 2})


def test_an_amended_document_of_another_recipe_is_cut_again_when_it_is_written(service: Service) -> None:
    service.ingester.add("default", [Document("a", TEXT)])
    db = service.index.catalog.connection
    db.execute("UPDATE documents SET fingerprint = 'of an older recipe'")
    collection = collections.find(db, "default")
    before, after = Document("a", TEXT), Document("a", TEXT, url="u")
    kept = service.ingester.preparer.amended_fingerprint(before, "of an older recipe", after)
    with service.index.catalog.transaction():
        amendments.amend(db, collection, after, kept, "an older one")
    (outcome,) = service.ingester.add("default", [after])
    assert outcome.status == "replaced"


def test_who_may_change_documents(client: TestClient) -> None:
    client.post("/v1/documents", json={"id": "a", "text": TEXT, "collection": "c"})
    asker, own = bearer(make(client)), bearer(make(client, Scope.INGEST, collections=("own",)))
    for method, body in (("PUT", {"text": "x"}), ("PATCH", {"title": "x"})):
        for headers in (asker, own):
            answer = client.request(method, "/v1/documents/a?collection=c", json=body, headers=headers)
            assert answer.status_code == 403
    assert client.put("/v1/documents/a?collection=own", json={"text": "x"}, headers=own).status_code == 201
    assert client.patch("/v1/documents/a?collection=own", json={"url": "x"}, headers=own).status_code == 200
