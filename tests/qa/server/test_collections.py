"""Collections over HTTP: created, shown, renamed with all that names them, erased from every store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import NotFound
from index.store.catalog import collections as rows
from index.store.catalog import jobs
from index.store.passage_index import PassageIndex
from qa.server.app import create_app
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from qa.server.collection_renames import change_collection
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, keys_of, make, problem
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.legible import legible

ASK, INGEST, ADMIN = Scope
QUESTION = "How many soldiers came?"
SECRET = "Zirconium whispers to twelve soldiers."


def create(client: TestClient, name: str, **more: Any) -> Any:
    response = client.post("/v1/collections", json={"name": name, **more})
    assert response.status_code == 201, response.text
    return response


def search(client: TestClient, collection: str, **more: Any) -> Any:
    return client.post("/v1/search", json={"question": QUESTION, "collection": collection}, **more)


def test_a_collection_is_created_empty_and_can_be_asked_and_filled(client: TestClient) -> None:
    made = create(client, "ä b", description="Old wars.")
    view = made.json()
    assert {**view, "created": "", "generation": 0} == {
        "name": "ä b",
        "description": "Old wars.",
        "documents": 0,
        "passages": 0,
        "created": "",
        "generation": 0,
    }
    assert client.get(made.headers["location"]).json() == view
    assert search(client, "ä b").json()["passages"] == []
    asked = client.post("/v1/ask", json={"question": QUESTION, "collection": "ä b"}).json()
    assert (asked["abstained"], asked["passages"]) == (True, [])
    body = {"documents": [{"id": "a", "text": "Twelve soldiers came."}], "collection": "ä b"}
    assert client.post("/v1/documents", json=body).status_code == 200
    assert len(search(client, "ä b").json()["passages"]) == 1
    shown = client.get(made.headers["location"]).json()
    assert (shown["documents"], shown["passages"], shown["description"]) == (1, 1, "Old wars.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": ".."}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a", "description": "x" * 2001}, "description"),
        ({"name": "a", "descriptoin": ""}, "descriptoin"),
    ],
)
def test_bad_collections_are_named(client: TestClient, body: Any, field: str) -> None:
    (error, *_) = problem(client.post("/v1/collections", json=body), 422, "invalid-input")["errors"]
    assert (error["field"], bool(error["hint"])) == (field, True)
    assert client.get("/v1/collections").json()["collections"] == []


@pytest.mark.parametrize("body", [{"name": None}, {"name": ""}, {"nam": "b"}, {"name": "b" * 101}])
def test_bad_changes_are_named(client: TestClient, body: Any) -> None:
    create(client, "a")
    (error, *_) = problem(client.patch("/v1/collections/a", json=body), 422, "invalid-input")["errors"]
    assert error["field"] == next(iter(body))
    assert client.get("/v1/collections/a").status_code == 200


def test_a_name_is_taken_once(client: TestClient) -> None:
    create(client, "a", description="First.")
    create(client, "b")
    for answer in (
        client.post("/v1/collections", json={"name": "a"}),
        client.patch("/v1/collections/b", json={"name": "a", "description": "Not kept."}),
    ):
        assert problem(answer, 409, "conflict")["errors"][0]["field"] == "name"
    listed = client.get("/v1/collections").json()["collections"]
    assert [(c["name"], c["description"]) for c in listed] == [("a", "First."), ("b", "")]
    same = client.patch("/v1/collections/a", json={"name": "a", "description": None})
    assert (same.status_code, same.json()["description"]) == (200, "")


def test_a_rename_takes_all_that_names_the_collection_along(client: TestClient, service: Service) -> None:
    service.ingester.add("old", [Document("war", SECRET)])
    service.ingester.add("other", [Document("war", "Iron.")])
    with service.index.catalog.transaction() as db:
        jobs.finish(db, jobs.add(db, "j", "old", [Document("x", "Ice.")]).id, jobs.JobState.DONE)
    answer = client.post("/v1/ask", json={"question": QUESTION, "collection": "old"}).json()
    vote = {"question": QUESTION, "answer": None, "verdict": "down", "generation": 1}
    cited = [answer["passages"][0]["citation"]]
    assert (
        client.post("/v1/feedback", json={**vote, "collection": "old", "citations": cited}).status_code == 201
    )
    score = search(client, "old").json()["passages"][0]["score"]
    keys = [
        bearer(make(client, ASK, INGEST, collections=names))
        for names in (("old",), ("other", "old"), ("other",))
    ]
    admin = bearer(make(client, ADMIN))

    renamed = client.patch("/v1/collections/old", json={"name": "new"}, headers=admin)

    assert (renamed.status_code, renamed.json()["name"]) == (200, "new")
    for key, status in zip([*keys, admin], (200, 200, 403, 200), strict=True):
        assert search(client, "new", headers=key).status_code == status
    problem(search(client, "old", headers=keys[0]), 403, "forbidden")
    problem(search(client, "old", headers=admin), 404, "not-found")
    found = search(client, "new", headers=admin).json()
    assert found["index"]["collection"] == "new"
    assert "collection=new" in found["passages"][0]["citation"]["url"]
    assert found["passages"][0]["score"] == pytest.approx(score, abs=0.1)
    assert client.get("/v1/jobs/j", headers=keys[0]).json()["collection"] == "new"
    (stored,) = client.get("/v1/feedback?collection=new", headers=admin).json()["feedback"]
    assert stored["collection"] == "new"
    assert client.delete("/v1/documents/war?collection=new", headers=admin).json()["erased"]["feedback"]
    shown = KeyStore(client.app.state.gatekeeper._database).list_all()  # type: ignore[attr-defined]
    assert [key.grant.collections for key in shown[:3]] == [("new",), ("other", "new"), ("other",)]


def test_a_name_that_a_key_names_already_is_refused(client: TestClient, service: Service) -> None:
    service.ingester.add("secret", [Document("war", SECRET)])
    own, admin = make(client, ASK, collections=("public",)), bearer(make(client, ADMIN))
    for _ in range(2):
        answer = client.patch("/v1/collections/secret", json={"name": "public"}, headers=admin)
        assert own.key.id in problem(answer, 409, "conflict")["errors"][0]["detail"]
    keys_of(client).revoke(own.key.id)
    answer = client.patch("/v1/collections/secret", json={"name": "public"}, headers=admin)
    assert answer.status_code == 200


def test_a_rename_that_was_cut_short_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened() -> Service:
        return Service(Settings(home=tmp_path), FakeEmbedder(), FakeReader())

    service = opened()
    service.ingester.add("old", [Document("war", SECRET)])
    with TestClient(create_app(service)) as client:
        own = bearer(make(client, ASK, collections=("old",)))

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        keys = keys_of(client)
        monkeypatch.setattr(keys, "rename_collection", killed)
        with pytest.raises(KeyboardInterrupt):
            change_collection(service, keys, "old", "new", None)
        for name in ("old", "new"):
            assert search(client, name, headers=own).status_code in (403, 404), "it opens nothing meanwhile"
    with TestClient(create_app(opened())) as client:
        assert search(client, "new", headers=own).status_code == 200
        assert rows.pending_renames(service.index.catalog.connection) == []


def test_a_deletion_must_be_confirmed(client: TestClient, service: Service) -> None:
    service.ingester.add("old", [Document("war", SECRET)])
    for query in ("", "?confirm=", "?confirm=odl", "?confirm=old&x=1"):
        answer = problem(client.delete(f"/v1/collections/old{query}"), 422, "invalid-input")
        assert answer["errors"][0]["field"] == ("x" if "x" in query else "confirm")
    assert client.get("/v1/collections/old").status_code == 200
    problem(client.delete("/v1/collections/none?confirm=none"), 404, "not-found")


def test_a_deleted_collection_leaves_every_store(client: TestClient, service: Service) -> None:
    service.ingester.add("kept", [Document("war", "Iron.")])
    service.ingester.add("old", [Document("war", SECRET), Document("b", "Ice.")])
    service.ingester.add("old", [Document("war", SECRET + " Again.")])
    found = search(client, "old").json()
    vote = {"question": QUESTION, "answer": None, "verdict": "down", "generation": 1, "collection": "old"}
    assert client.post("/v1/feedback", json=vote).status_code == 201
    with service.index.catalog.transaction() as db:
        jobs.finish(db, jobs.add(db, "j", "old", [Document("x", SECRET)]).id, jobs.JobState.DONE)
        key = rows.find(db, "old").key
    home = service.settings.home
    assert (home / "collections" / str(key)).exists()

    receipt = client.delete("/v1/collections/old?confirm=old")

    assert receipt.status_code == 200, receipt.text
    assert receipt.json()["erased"] == {
        "catalog": {"documents": 2, "versions": 3, "passages": 3, "sentences": 4},
        "vectors": {"passages": 2},
        "lexical": {"passages": 2},
        "jobs": {"jobs": 1},
        "feedback": {"records": 1},
    }
    problem(search(client, "old"), 404, "not-found")
    assert client.get("/v1/jobs").json()["jobs"] == []
    assert client.get("/v1/feedback").json()["feedback"] == []
    assert client.get(found["passages"][0]["citation"]["url"].removesuffix("#span")).status_code == 404
    assert not (home / "collections" / str(key)).exists()
    left = legible(home.rglob("*"))
    assert b"Zirconium" not in left
    assert b"zirconium" not in left
    db = service.index.catalog.connection
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        if "collection" in columns:
            rest = db.execute(f"SELECT count(*) FROM {table} WHERE collection IN (?, 'old')", (key,))
            assert rest.fetchone() == (0,), table
    assert len(search(client, "kept").json()["passages"]) == 1


def test_a_collection_made_again_has_nothing_of_the_old_one(client: TestClient, service: Service) -> None:
    reader = PassageIndex(service.settings.home)
    service.ingester.add("old", [Document("war", SECRET)])
    assert len(reader.snapshot("old").vectors) == 1
    client.delete("/v1/collections/old?confirm=old")
    with pytest.raises(NotFound):
        reader.snapshot("old")
    create(client, "old")
    assert len(reader.snapshot("old").vectors) == 0
    assert search(client, "old").json()["passages"] == []
    service.ingester.add("old", [Document("new", "Twelve soldiers came.")])
    assert [p["citation"]["document_id"] for p in search(client, "old").json()["passages"]] == ["new"]
    assert len(reader.snapshot("old").bm25("soldiers", 5)) == 1


def test_a_kill_while_a_collection_is_deleted_leaves_it_whole_or_gone(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are deleted before the commit; where that does not come, they are built again."""
    service.ingester.add("old", [Document("war", SECRET)])
    index, home = service.index, service.settings.home

    def killed(*_: object) -> None:
        shutil.rmtree(home / "collections" / "1")
        raise KeyboardInterrupt

    monkeypatch.setattr("index.store.derived_stores.DerivedStores.delete_folder", killed)
    with pytest.raises(KeyboardInterrupt):
        index.delete_collection("old")
    again = PassageIndex(home)
    snapshot = again.snapshot("old")
    assert len(snapshot.bm25("zirconium", 5)) == len(snapshot.vectors) == 1


def test_who_may_do_what(client: TestClient, service: Service) -> None:
    service.ingester.add("b", [Document("war", SECRET)])
    own, any_ = (bearer(make(client, ASK, INGEST, collections=names)) for names in (("a",), ()))
    admin, asker = bearer(make(client, ADMIN)), bearer(make(client, ASK))
    for name in ("b", "nowhere"):
        answer = problem(client.post("/v1/collections", json={"name": name}, headers=own), 403, "forbidden")
        assert answer["errors"][0]["hint"] == "It may use: a."
        hidden = problem(client.get(f"/v1/collections/{name}", headers=own), 404, "not-found")
        assert hidden["errors"][0]["detail"] == f"There is no collection '{name}'."
    assert client.post("/v1/collections", json={"name": "a"}, headers=own).status_code == 201
    assert client.get("/v1/collections/a", headers=own).status_code == 200
    assert client.post("/v1/collections", json={"name": "c"}, headers=asker).status_code == 403
    for headers in (own, any_, asker):
        assert client.patch("/v1/collections/a", json={"name": "z"}, headers=headers).status_code == 403
        assert client.delete("/v1/collections/a?confirm=a", headers=headers).status_code == 403
    assert client.patch("/v1/collections/a", json={"name": "z"}, headers=admin).status_code == 200
    assert client.delete("/v1/collections/z?confirm=z", headers=admin).status_code == 200
