"""Who may write and holds labels: it learns nothing of what is hidden, and gives nothing away."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.server.auth.key_store import NewKey
from qa.server.auth.scopes import Scope
from tests.support.access_cases import bearer, make, problem
from tests.support.labelled_corpus import document
from tests.support.waiting import until

ASK, INGEST, ADMIN = Scope


@pytest.fixture
def admin(client: TestClient) -> NewKey:
    """Sees everything, and has written a hidden document and one that all see."""
    key = make(client, ADMIN)
    write(client, key, document("pay", "The wage is 900 crowns.", "group:hr"))
    write(client, key, document("open", "The chapel is open."))
    return key


@pytest.fixture
def writer(client: TestClient, admin: NewKey) -> NewKey:
    """May write, and holds a label that the hidden document has not."""
    return make(client, ASK, INGEST, access=("group:yard",))


def write(
    client: TestClient, key: NewKey, *documents: dict[str, Any], source: str = "api", **more: Any
) -> Any:
    body = {"documents": [*documents], "source": source}
    return client.post("/v1/documents", json=body, headers=bearer(key), params=more)


def ids(client: TestClient, key: NewKey) -> set[str]:
    listed = client.get("/v1/documents", headers=bearer(key)).json()["documents"]
    return {found["id"] for found in listed}


def state(client: TestClient, key: NewKey, job: str) -> str:
    return str(client.get(f"/v1/jobs/{job}", headers=bearer(key)).json()["state"])


@pytest.mark.parametrize("id", ["pay", "not there"])
@pytest.mark.parametrize("wait", [True, False])
def test_it_does_not_learn_which_ids_are_taken(
    client: TestClient, writer: NewKey, id: str, wait: bool
) -> None:
    answer = write(client, writer, document(id, "A guess."), wait=wait)
    assert problem(answer, 403, "forbidden")["errors"][0]["field"] == "source"
    put = client.put(f"/v1/documents/{id}", json={"text": "A guess."}, headers=bearer(writer))
    problem(put, 403, "forbidden")


@pytest.mark.parametrize("id", ["pay", "not there"])
def test_it_neither_changes_nor_deletes_what_is_hidden(client: TestClient, writer: NewKey, id: str) -> None:
    address, headers = f"/v1/documents/{id}", bearer(writer)
    problem(client.patch(address, json={"title": "x"}, headers=headers), 404, "not-found")
    problem(client.delete(address, headers=headers), 404, "not-found")


def test_it_deletes_no_source_of_which_something_is_hidden(client: TestClient, writer: NewKey) -> None:
    problem(client.delete("/v1/sources/api", headers=bearer(writer)), 403, "forbidden")


def test_it_writes_to_a_source_of_its_own(client: TestClient, admin: NewKey, writer: NewKey) -> None:
    written = write(client, writer, document("pay", "The pay of the yard.", "group:yard"), source="yard")
    assert written.json()["documents"][0]["status"] == "new"
    assert ids(client, writer) == {"pay", "open"}
    assert client.get("/v1/documents/pay", headers=bearer(writer)).json()["text"] == "The pay of the yard."
    problem(client.get("/v1/documents/pay", headers=bearer(admin)), 409, "ambiguous-document")
    answer = client.delete("/v1/documents/pay", headers=bearer(writer))
    assert answer.json()["source"] == "yard"
    assert ids(client, admin) == {"pay", "open"}


def test_it_gives_only_labels_that_it_holds(client: TestClient, writer: NewKey) -> None:
    given = write(client, writer, document("x", "A text.", "group:hr"), source="yard")
    assert problem(given, 403, "forbidden")["errors"][0]["field"] == "access"
    write(client, writer, document("x", "A text.", "group:yard", "group:hr"), source="yard")
    changed = client.patch("/v1/documents/x", json={"access": ["group:hr"]}, headers=bearer(writer))
    problem(changed, 403, "forbidden")
    changed = client.patch("/v1/documents/x", json={"access": None}, headers=bearer(writer))
    assert changed.json()["access"] == []


def test_it_follows_only_its_own_jobs(client: TestClient, admin: NewKey, writer: NewKey) -> None:
    other = write(client, admin, document("more", "The wage is 950 crowns.", "group:hr"), wait=False).json()
    own = write(client, writer, document("y", "A text.", "group:yard"), source="yard", wait=False).json()
    for job in (own, other):
        until(lambda id=job["id"]: state(client, admin, id) == "done")  # type: ignore[misc]
    listed = client.get("/v1/jobs", headers=bearer(writer)).json()["jobs"]
    assert [job["id"] for job in listed] == [own["id"]]
    for way in ("", "/events"):
        problem(client.get(f"/v1/jobs/{other['id']}{way}", headers=bearer(writer)), 404, "not-found")
    problem(client.post(f"/v1/jobs/{other['id']}/cancel", headers=bearer(writer)), 404, "not-found")
    shown = client.get(f"/v1/jobs/{own['id']}", headers=bearer(writer)).json()
    seen = client.get("/v1/collections/default", headers=bearer(writer)).json()
    assert shown["result"]["generation"] == seen["generation"]
    assert {job["id"] for job in client.get("/v1/jobs", headers=bearer(admin)).json()["jobs"]} == {
        own["id"],
        other["id"],
    }


def test_generations_move_with_what_is_seen_alone(client: TestClient, admin: NewKey, writer: NewKey) -> None:
    def generation(key: NewKey) -> int:
        found = client.get("/v1/collections/default", headers=bearer(key)).json()["generation"]
        asked = client.post("/v1/search", json={"question": "chapel"}, headers=bearer(key)).json()
        assert asked["index"]["generation"] == found
        return int(found)

    before = generation(writer)
    write(client, admin, document("pay", "The wage is 950 crowns."))
    client.patch("/v1/documents/pay", json={"title": "Pay"}, headers=bearer(admin))
    client.patch("/v1/documents/pay", json={"access": ["group:chiefs"]}, headers=bearer(admin))
    client.delete("/v1/documents/pay", headers=bearer(admin))
    assert generation(writer) == before
    write(client, admin, document("open", "The chapel is closed."))
    assert generation(writer) > before


def test_a_collection_counts_its_own_generations(client: TestClient, admin: NewKey) -> None:
    reader = bearer(make(client, collections=("default",)))
    before = client.get("/v1/collections/default", headers=reader).json()["generation"]
    for number in range(3):
        body = {"documents": [document("x", f"Text {number}.")], "collection": "other"}
        client.post("/v1/documents", json=body, headers=bearer(admin))
    assert client.get("/v1/collections/default", headers=reader).json()["generation"] == before


def test_labels_change_at_once_without_embedding(client: TestClient, admin: NewKey) -> None:
    reader = make(client)
    assert ids(client, reader) == {"open"}
    changed = client.patch("/v1/documents/pay", json={"access": []}, headers=bearer(admin)).json()
    assert (changed["changed"], changed["embedded"], changed["access"]) == (True, 0, [])
    asked = client.post("/v1/search", json={"question": "wage"}, headers=bearer(reader)).json()
    assert "pay" in {found["citation"]["document_id"] for found in asked["passages"]}
    client.patch("/v1/documents/pay", json={"access": ["group:hr"]}, headers=bearer(admin))
    asked = client.post("/v1/search", json={"question": "wage"}, headers=bearer(reader)).json()
    assert "pay" not in {found["citation"]["document_id"] for found in asked["passages"]}
    assert (
        write(client, admin, document("pay", "The wage is 900 crowns.")).json()["documents"][0]["status"]
        == "unchanged"
    )
    assert ids(client, reader) == {"open"}, "what is written again keeps its labels"
    again = write(client, admin, document("pay", "The wage is 900 crowns.", "public")).json()["documents"][0]
    assert again["status"] == "relabelled"
    assert ids(client, reader) == {"open", "pay"}


def test_a_form_gives_labels(client: TestClient, admin: NewKey) -> None:
    files = [("file", ("notes.md", b"---\naccess: public\n---\n\nThe gate is green."))]
    for access, expected in (("", ["public"]), ('["group:hr"]', ["group:hr"])):
        data = {"access": access} if access else {}
        answer = client.post("/v1/documents", files=files, data=data, headers=bearer(admin))
        assert answer.status_code == 200, answer.text
        found = client.get("/v1/documents/notes.md", headers=bearer(admin)).json()
        assert found["access"] == expected
    wrong = client.post("/v1/documents", files=files, data={"access": "group:hr"}, headers=bearer(admin))
    problem(wrong, 422, "invalid-input")


@pytest.mark.parametrize("access", [["\x07"], [""], ["x" * 201], "group:hr", [7], ["x"] * 101])
def test_what_is_no_label_is_refused(client: TestClient, admin: NewKey, access: object) -> None:
    wrong = client.patch("/v1/documents/open", json={"access": access}, headers=bearer(admin))
    assert problem(wrong, 422, "invalid-input")["errors"][0]["field"].startswith("access")


def test_who_only_asks_is_not_told_labels(client: TestClient, admin: NewKey) -> None:
    reader = make(client, access=("group:hr",))
    assert client.get("/v1/documents/pay", headers=bearer(reader)).json()["access"] is None
    assert client.get("/v1/documents/pay", headers=bearer(admin)).json()["access"] == ["group:hr"]


def test_a_signed_link_shows_no_more_than_its_key_may_see(client: TestClient, admin: NewKey) -> None:
    site = "https://www.example.org"
    public = make(client, publishable=True, origins=(site,))
    body = {"question": "Is the chapel open?", "abstain": False}
    found = client.post("/v1/ask", json=body, headers=bearer(public, Origin=site)).json()
    link = found["passages"][0]["citation"]["url"].partition("#")[0]
    assert client.get(link).status_code == 200
    client.patch("/v1/documents/open", json={"access": ["group:hr"]}, headers=bearer(admin))
    assert client.get(link).status_code == 404
