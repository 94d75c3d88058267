"""Files over HTTP: every format, each file by itself, and the file given back byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from index.ingest.files import SourceFile, read
from qa.service import Service
from tests.support.legible import legible
from tests.support.pdf_files import paragraph, pdf
from tests.support.waiting import until

PAGE = b"<title>Ice</title><meta name=author content='Ann Lee'><p>Ice melts.</p>"
PDF = pdf(
    [paragraph(["Iron melts at 1538 degrees and it boils at 2862", "degrees, says the book."], 700)], "Metals"
)


def send(client: TestClient, *files: tuple[str, bytes], wait: str = "true", **fields: str) -> Any:
    parts = [("file", (name, data, "application/octet-stream")) for name, data in files]
    return client.post("/v1/documents", params={"wait": wait}, files=parts, data=fields)


def shown(client: TestClient, id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/documents/{id}").json()
    return found


def test_files_of_several_formats_become_documents(client: TestClient) -> None:
    files = [
        ("a.html", PAGE),
        ("b.pdf", PDF),
        ("c.csv", b"Name,Price\nValve,12\n"),
        ("d.md", b"# Wax\n\nSoft."),
    ]
    answer = send(client, *files)
    assert answer.status_code == 200, answer.text
    found = answer.json()["documents"]
    assert [(one["file_name"], one["id"], one["status"]) for one in found] == [
        (n, n, "new") for n, _ in files
    ]
    assert [shown(client, name)["title"] for name, _ in files] == ["Ice", "Metals", "c", "Wax"]
    assert shown(client, "a.html")["metadata"] == {"author": "Ann Lee"}
    assert found[1]["version"] == shown(client, "b.pdf")["version"]
    assert [one["status"] for one in send(client, *files).json()["documents"]] == ["unchanged"] * 4


def test_the_command_and_an_upload_make_the_same_document(client: TestClient, tmp_path: Path) -> None:
    texts = {
        "a.html": PAGE,
        "b.txt": b"Ice\0 melts.",
        "c.md": b"---\ntitle: T\npublished: 2024-11-05\nyear: 3\n---\n\nWax.",
        "d.pdf": PDF,
        "e.txt": "Käse".encode("utf-16"),
    }
    assert send(client, *texts.items()).status_code == 200
    for name, data in texts.items():
        (tmp_path / name).write_bytes(data)
        said, kept = read(SourceFile(tmp_path / name, name)), shown(client, name)
        about = (kept["text"], kept["title"], kept["published"] or "", kept["metadata"], kept["media_type"])
        assert about == (said.text, said.title, said.published, said.metadata, said.media_type)


def test_what_the_form_says_wins(client: TestClient) -> None:
    fields = {
        "id": "ice page",
        "title": "Frost",
        "url": "https://example.org/ice",
        "published": "2024-11-05",
        "metadata": json.dumps({"author": "Bo", "n": 1}),
        "collection": "cold",
    }
    assert send(client, ("a.html", PAGE), **fields).status_code == 200
    found = client.get("/v1/documents/ice page?collection=cold").json()
    kept = (found["title"], found["url"], found["published"], found["metadata"])
    assert kept == ("Frost", "https://example.org/ice", "2024-11-05", {"author": "Bo", "n": 1})


def test_a_file_that_cannot_be_read_stops_no_other(client: TestClient) -> None:
    answer = send(
        client, ("a.txt", b"Ice melts."), ("b.pdf", b"%PDF-1.7 broken"), ("c.bin", b"\x7fELF\0\0\0")
    )
    assert answer.status_code == 200
    good, broken, binary = answer.json()["documents"]
    assert (good["status"], good["problem"]) == ("new", None)
    assert (broken["status"], broken["version"]) == ("failed", None)
    assert "damaged" in broken["problem"]["detail"]
    assert broken["problem"]["errors"][0]["field"] == "b.pdf"
    assert "not supported" in binary["problem"]["detail"]


def test_where_no_file_can_be_read_the_answer_is_a_problem(client: TestClient) -> None:
    one = send(client, ("b.pdf", b"%PDF-1.7 broken"))
    assert (one.status_code, one.headers["content-type"]) == (422, "application/problem+json")
    assert one.json()["errors"][0]["field"] == "b.pdf"
    two = send(client, ("b.pdf", b"%PDF-1.7 broken"), ("c.txt", b"  "))
    assert [error["field"] for error in two.json()["errors"]] == ["b.pdf", "c.txt"]
    assert client.get("/v1/documents").status_code == 404


@pytest.mark.parametrize(
    ("fields", "files", "field"),
    [
        ({"id": "a"}, ["b.txt", "c.txt"], "id"),
        ({"title": "a"}, ["b.txt", "c.txt"], "title"),
        ({"metadata": "{"}, ["b.txt"], "metadata"),
        ({"metadata": '{"a": {}}'}, ["b.txt"], "metadata.a"),
        ({"metadata": "[]"}, ["b.txt"], "metadata"),
        ({"published": "soon"}, ["b.txt"], "published"),
        ({"colection": "x"}, ["b.txt"], "colection"),
        ({"collection": "a/b"}, ["b.txt"], "collection"),
        ({"id": ".."}, ["b.txt"], "id"),
        ({}, ["a.txt", "a.txt"], "files[1]"),
        ({}, [".."], "files[0]"),
        ({"title": "x"}, [], "file"),
    ],
)
def test_a_wrong_form_names_the_field(
    client: TestClient, fields: dict[str, str], files: list[str], field: str
) -> None:
    parts: list[Any] = [("file", (name, b"Ice.", "text/plain")) for name in files] or [
        ("x", (None, b"", None))
    ]
    answer = client.post("/v1/documents", files=parts, data=fields)
    assert answer.status_code == 422, answer.text
    found = [error["field"] for error in answer.json()["errors"]]
    assert field in found, answer.text
    assert all(error["hint"] for error in answer.json()["errors"])


def test_a_form_that_is_none_is_a_clear_error(client: TestClient) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/v1/documents", content=b"--y\r\nnonsense", headers=kind)
    assert answer.status_code == 422
    assert "form" in answer.json()["detail"]
    many = client.post("/v1/documents", files=[("file", ("a.txt", b"x" * (33 << 20), "text/plain"))])
    assert many.status_code == 413


def test_an_upload_can_be_a_job(client: TestClient) -> None:
    answer = send(client, ("a.pdf", PDF), ("b.pdf", b"%PDF-1.7 broken"), wait="false")
    assert answer.status_code == 202
    body = answer.json()
    assert [one["id"] for one in body["failed"]] == ["b.pdf"]
    where = answer.headers["location"]
    until(lambda: client.get(where).json()["state"] == "done")
    assert shown(client, "a.pdf")["has_original"]
    assert client.get("/v1/documents/a.pdf/original").content == PDF


def test_the_file_is_given_back_byte_for_byte(client: TestClient) -> None:
    files = {"ü; a.html": PAGE, "b.pdf": PDF, "c.txt": b"Ice.\r\n", "d.txt": b"Wax."}
    assert send(client, *files.items()).status_code == 200
    for name, data in files.items():
        answer = client.get(f"/v1/documents/{name}/original")
        assert answer.content == data
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-type"] == "text/plain"
    named = client.get("/v1/documents/ü; a.html/original").headers["content-disposition"]
    assert named == "attachment; filename=\"_; a.html\"; filename*=UTF-8''%C3%BC%3B%20a.html"


def test_each_version_keeps_its_own_file_until_it_is_erased(client: TestClient, service: Service) -> None:
    send(client, ("a.html", PAGE))
    old = shown(client, "a.html")["version"]
    send(client, ("a.html", PAGE.replace(b"Ice melts", b"Wax melts")))
    assert client.get(f"/v1/documents/a.html/original?version={old}").content == PAGE
    assert b"Wax" in client.get("/v1/documents/a.html/original").content
    files = [service.index.catalog.path, service.index.catalog.path.with_name("catalog.sqlite-wal")]
    assert b"Wax melts" in legible(files)
    receipt = client.delete("/v1/documents/a.html").json()
    assert receipt["erased"]["catalog"]["originals"] == 2
    assert client.get("/v1/documents/a.html/original").status_code == 404
    db = service.index.catalog.connection
    assert db.execute("SELECT count(*) FROM originals").fetchone() == (0,)
    assert b"Wax melts" not in legible(files)


def test_text_that_was_sent_has_no_file(client: TestClient) -> None:
    documents = [{"id": "a", "text": "Ice\0 melts."}, {"id": "a/original".replace("/", "-"), "text": "Wax."}]
    assert client.post("/v1/documents", json={"documents": documents}).status_code == 200
    answer = client.get("/v1/documents/a/original")
    assert answer.status_code == 404
    assert "sent as text" in answer.json()["detail"]
    assert (shown(client, "a")["text"], shown(client, "a")["has_original"]) == ("Ice melts.", False)


@pytest.mark.parametrize("end", ["original", "versions/y/text"])
def test_an_id_that_ends_like_the_address_of_a_file_is_sent_encoded(client: TestClient, end: str) -> None:
    encoded = f"/v1/documents/{quote(f'x/{end}', safe='')}"
    assert client.put(encoded, json={"text": "Wax."}).status_code == 201
    assert client.get(encoded).json()["text"] == "Wax."
    assert client.get(f"/v1/documents/x/{end}").status_code == 404
    for method in ("PUT", "PATCH", "DELETE"):
        refused = client.request(method, f"/v1/documents/x/{end}", json={"text": "Ice."})
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert client.delete(encoded).status_code == 200


def test_the_address_describes_both_bodies(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    content = schema["paths"]["/v1/documents"]["post"]["requestBody"]["content"]
    assert set(content) == {"application/json", "multipart/form-data"}
