"""Several processes behind one port serve one data folder as one process does."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from tests.faults.server_under_load import ServerUnderLoad, children, served
from tests.support.processes import runs
from tests.support.waiting import until

PROCESSES = 2
FAKE = "tests.support.fake_qa"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderLoad]:
    with served(tmp_path_factory.mktemp("served") / "home", "--processes", "2", module=FAKE) as server:
        yield server


def client(server: ServerUnderLoad) -> httpx.Client:
    """A client with connections of its own."""
    return httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=20, trust_env=False)


def write(server: ServerUnderLoad, id: str, text: str, wait: str = "true") -> httpx.Response:
    with client(server) as one:
        body = {"documents": [{"id": id, "text": text}]}
        return one.post("/v1/documents", params={"wait": wait}, json=body)


def found(one: httpx.Client, question: str) -> list[str]:
    answer = one.post("/v1/search", json={"question": question})
    return [passage["citation"]["document_id"] for passage in answer.raise_for_status().json()["passages"]]


def is_ready(server: ServerUnderLoad) -> bool:
    with client(server) as one:
        return one.get("/ready").status_code == 200


def test_each_takes_its_share_of_connections_and_all_are_one_server(tmp_path: Path) -> None:
    with served(tmp_path / "home", "--processes", "3", module=FAKE) as server:
        splits = [_split(server) for _ in range(3)]
        with ExitStack() as open_ones:
            clients = [open_ones.enter_context(client(server)) for _ in range(6)]
            assert len({one.get("/health").json()["instance"] for one in clients}) == 1
    assert all(len(split) == 3 for split in splits)
    assert sorted(map(min, splits))[1] >= 9, splits  # one that the system keeps waiting may have fewer once


def _split(server: ServerUnderLoad) -> list[int]:
    """How many of 30 connections each process takes."""
    processes = children(server.pid)

    def counts() -> list[int]:
        return [_connections(pid, server.port) for pid in processes]

    until(lambda: not any(counts()))
    with ExitStack() as open_ones:
        for _ in range(30):
            open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        until(lambda: sum(counts()) == 30)
        return counts()


def _connections(pid: int, port: int) -> int:
    """How many connections to a port a process has."""
    states = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    served_here = {
        f"socket:[{row[9]}]" for row in states if row[1].endswith(f":{port:04X}") and row[3] == "01"
    }
    links = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            links.add(os.readlink(descriptor))
    return len(links & served_here)


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_without_one_of_them_the_others_take_its_share(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path / "home", "--processes", "2", module=FAKE) as server:
        victim, other = children(server.pid)
        os.kill(victim, number)
        try:
            with ExitStack() as open_ones:
                clients = [open_ones.enter_context(client(server)) for _ in range(12)]
                assert {one.get("/health").status_code for one in clients} == {200}
                assert runs(other)
        finally:
            os.kill(server.pid, signal.SIGTERM)
            if number is signal.SIGSTOP:
                os.kill(victim, signal.SIGCONT)


def test_what_is_written_is_found_by_every_process(server: ServerUnderLoad) -> None:
    clients = [client(server) for _ in range(8)]
    for number in range(10):
        assert write(server, f"w{number}", f"The heron number{number} stands.").status_code == 200
        for one in clients:
            assert f"w{number}" in found(one, f"Which heron is number{number}?")
    with client(server) as other:
        assert other.delete("/v1/documents/w3").status_code == 200
    for one in clients:
        assert "w3" not in found(one, "Which heron is number3?")
        one.close()


def test_one_that_is_killed_is_replaced_and_its_jobs_go_on(server: ServerUnderLoad) -> None:
    jobs = []
    for number, victim in enumerate(children(server.pid)):
        jobs.append(write(server, f"j{number}", f"The {number} owls hoot.", wait="false").json()["id"])
        os.kill(victim, signal.SIGKILL)
        until(partial(_is_replaced, server, victim))
        until(lambda: is_ready(server))
    with client(server) as one:
        for job in jobs:
            until(partial(_is_done, one, job))
        assert {"j0", "j1"} <= {*found(one, "Which owls hoot?")}


def _is_replaced(server: ServerUnderLoad, killed: int) -> bool:
    workers = children(server.pid)
    return killed not in workers and len(workers) == PROCESSES


def _is_done(one: httpx.Client, job: str) -> bool:
    return bool(one.get(f"/v1/jobs/{job}").json()["state"] == "done")


def test_keys_and_limits_hold_in_all_processes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    keys = KeyStore(Database(home))
    limited = keys.create(Grant("few", (Scope.ASK,), per_minute=5))
    revoked = keys.create(Grant("gone", (Scope.ASK,)))
    with served(home, "--processes", "2", module=FAKE) as server:
        clients = [client(server) for _ in range(8)]
        statuses = [_asked(one, limited.secret) for one in clients]
        assert statuses.count(429) == 3
        assert {_asked(one, revoked.secret) for one in clients} == {404}  # there are no documents
        keys.revoke(revoked.key.id)
        assert {_asked(one, revoked.secret) for one in clients} == {401}
        for one in clients:
            one.close()
    keys.close()


def _asked(one: httpx.Client, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return one.post("/v1/ask", json={"question": "Who?"}, headers=headers).status_code


def test_told_to_stop_it_says_so_before_and_ends_soon(tmp_path: Path) -> None:
    with served(tmp_path / "home", "--processes", "2", module=FAKE) as server:
        workers = children(server.pid)
        start = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        with client(server) as one:
            until(lambda: one.get("/ready").status_code == 503)
            assert one.get("/ready").json()["status"] == "stopping"
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 8)
        assert time.monotonic() - start < 8


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with served(tmp_path / "home", "--processes", "2", module=FAKE) as server:
        workers = children(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: not any(runs(pid) for pid in workers))
