"""A real server process: what it acknowledged survives a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from index.documents import version_name
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from tests.support.project import ROOT
from tests.support.server_process import post, server
from tests.support.waiting import until


def test_acknowledged_writes_survive_a_kill(tmp_path: Path) -> None:
    with server(tmp_path) as (client, process):
        written = [post(client, f"d{n}") for n in range(5)]
        assert client.delete("/v1/documents/d0").status_code == 200
        process.kill()
    assert all(answer.status_code == 200 for answer in written)
    with server(tmp_path) as (client, _):
        listed = client.get("/v1/documents").json()["documents"]
        assert [d["id"] for d in listed] == ["d1", "d2", "d3", "d4"]
        found = client.post("/v1/search", json={"question": "d3 melts", "top_k": 10}).json()
        assert {p["citation"]["document_id"] for p in found["passages"]} == {"d1", "d2", "d3", "d4"}
        assert found["index"]["generation"] >= written[-1].json()["generation"]


def test_a_kill_in_the_midst_of_a_write_loses_nothing_acknowledged(tmp_path: Path) -> None:
    with server(tmp_path, 0.3) as (client, process):
        assert post(client, "kept").status_code == 200
        large = threading.Thread(target=lambda: _unanswered(client, *(f"n{n}" for n in range(500))))
        large.start()
        threading.Event().wait(0.5)
        process.kill()
        large.join()
    with server(tmp_path) as (client, _):
        assert [d["id"] for d in client.get("/v1/documents").json()["documents"]] == ["kept"]
        assert post(client, "after").status_code == 200


def _unanswered(client: httpx.Client, *ids: str) -> None:
    with pytest.raises(httpx.TransportError):
        post(client, *ids)


def test_accepted_jobs_are_finished_after_a_kill(tmp_path: Path) -> None:
    with server(tmp_path, 0.3) as (client, process):
        places = [post(client, *(f"{job}{n}" for n in range(200)), wait="false") for job in "ab"]
        until(lambda: client.get(places[0].headers["location"]).json()["state"] == "running")
        process.kill()
    assert [answer.status_code for answer in places] == [202, 202]
    with server(tmp_path) as (client, _):
        for answer in places:
            until(lambda where=answer.headers["location"]: client.get(where).json()["state"] == "done")  # type: ignore[misc]
        shown = client.get("/v1/documents/b199").json()
        assert shown["version"] == version_name("b199 melts.")
        assert client.get("/v1/collections").json()["collections"][0]["documents"] == 400


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that no test kills."""
    with server(tmp_path_factory.mktemp("lasting")) as (client, _):
        yield client


def test_a_real_server_takes_odd_ids_in_paths(lasting: httpx.Client) -> None:
    ids = ["?", "#", "%", "%2F", "%252f", "a b", "😀", "'\"<>&", "a\\b", "+", "...", ";=", "é"]
    assert post(lasting, *ids).status_code == 200
    for id in ids:
        assert lasting.get("/v1/documents/" + quote(id, safe="")).json()["id"] == id
        assert lasting.delete("/v1/documents/" + quote(id, safe="")).json()["document_id"] == id


@pytest.mark.parametrize("announced", [True, False])
def test_a_real_server_refuses_a_long_body(lasting: httpx.Client, announced: bool) -> None:
    """Whatever the client sends on, the server answers 413 or closes, and lives on."""
    size = 40 * 1024 * 1024
    headers = {"content-type": "application/json", **({"content-length": str(size)} if announced else {})}
    chunks = (b" " * 65_536 for _ in range(size // 65_536))
    try:
        answer = lasting.post("/v1/documents", content=chunks, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    except httpx.WriteError:
        assert next(chunks, None) is not None, "all was read"
    assert lasting.get("/health").status_code == 200


def test_a_running_server_knows_of_keys_that_another_process_makes_and_revokes(tmp_path: Path) -> None:
    def keys(*arguments: str) -> str:
        command, home = [sys.executable, "-m", "qa", "keys", *arguments], str(tmp_path / "home")
        environment = {**os.environ, "SOURCELINE_HOME": home}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    with server(tmp_path) as (client, _):
        assert client.get("/v1/collections").status_code == 200
        key = keys("create", "import", "--scope", "ask")
        assert client.get("/v1/collections").status_code == 401
        client.headers["Authorization"] = f"Bearer {key}"
        assert client.get("/v1/collections").status_code == 200
        assert post(client, "a").status_code == 403
        keys("revoke", key.split("_")[1])
        assert client.get("/v1/collections").status_code == 401
        assert client.get("/health").status_code == 200
    assert key[16:] not in (tmp_path / "server.log").read_text()


def test_a_day_counts_on_after_a_kill(tmp_path: Path) -> None:
    secret = KeyStore(Database(tmp_path / "home")).create(Grant("a", per_day=3)).secret
    statuses = []
    for _ in range(2):
        with server(tmp_path) as (client, _process):
            headers = {"Authorization": f"Bearer {secret}"}
            statuses += [client.get("/v1/collections", headers=headers).status_code for _ in range(2)]
    assert statuses == [200, 200, 200, 429]


@pytest.mark.real_model
def test_the_command_serves_and_answers(tmp_path: Path) -> None:
    seed = (ROOT / "seeds" / "north-korean-troops-in-kursk.txt").read_text()
    with server(tmp_path, 0, "-m", "qa", "serve", "--port", "0") as (client, _):
        document = {"id": "kursk", "title": "North Korean troops in Kursk", "text": seed}
        assert client.post("/v1/documents", json={"documents": [document]}).status_code == 200
        question = {"question": "How many North Korean soldiers does Umerov anticipate?"}
        answer = client.post("/v1/ask", json=question).json()["answer"]
        assert "15,000" in answer["text"]
        tungsten = client.post("/v1/ask", json={"question": "What is the boiling point of tungsten?"}).json()
        assert tungsten["answer"] is None
        assert tungsten["abstained"] is True
