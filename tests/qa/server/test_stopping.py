"""A server that is told to stop finishes or refuses what it has begun; what it acknowledges is kept."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.faults.server_under_load import ServerUnderLoad, served
from tests.support.fake_qa import BEGUN, SLOWNESS
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until

FAKE = "tests.support.fake_qa"
#: Passages are embedded 64 at a time, so this many documents take some calls of the embedder.
DOCUMENTS = 640
SECONDS_TO_STOP = 8.0


def write(server: ServerUnderLoad, count: int) -> httpx.Response:
    documents = [{"id": f"d{n}", "text": f"Document {n} is about otters."} for n in range(count)]
    url = f"http://127.0.0.1:{server.port}/v1/documents"
    return httpx.post(url, json={"documents": documents}, timeout=60, trust_env=False)


def held(home: Path) -> bool:
    """Whether the data folder has the first document."""
    with TestClient(create_app(Service(Settings(home=home), FakeEmbedder(), FakeReader()))) as client:
        return client.get("/v1/documents/d0").status_code == 200


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_long_write_is_refused_and_not_kept(
    tmp_path: Path, processes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SLOWNESS, "1")
    monkeypatch.setenv(BEGUN, str(tmp_path / "begun"))
    with (
        served(tmp_path / "home", "--processes", processes, module=FAKE) as server,
        ThreadPoolExecutor(1) as one,
    ):
        writing = one.submit(write, server, DOCUMENTS)
        until((tmp_path / "begun").exists)
        start = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        answer = writing.result()
        assert time.monotonic() - start < SECONDS_TO_STOP
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.json()["type"] == "urn:sourceline:overloaded"
    assert not held(tmp_path / "home")


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1])
def test_what_is_acknowledged_is_kept_and_nothing_else(tmp_path: Path, delay: float) -> None:
    with served(tmp_path / "home", module=FAKE) as server, ThreadPoolExecutor(1) as one:
        writing = one.submit(write, server, 60)
        time.sleep(delay)
        os.kill(server.pid, signal.SIGTERM)
        status = writing.result().status_code
    assert status in (200, 503)
    assert held(tmp_path / "home") is (status == 200)
