"""A server in a process of its own, with a fake model, that a test can kill."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.project import ROOT
from tests.support.waiting import until

ADDRESS = re.compile(r"http://[\d.]+:\d+")


def fake_app() -> Any:
    """Make the application that the process serves; `SECONDS_PER_EMBEDDING` slows its embedder down."""

    class SlowEmbedder(FakeEmbedder):
        def embed_passages(self, passages: Any) -> Any:
            time.sleep(float(os.environ["SECONDS_PER_EMBEDDING"]))
            return super().embed_passages(passages)

    return create_app(Service(Settings(), SlowEmbedder(), FakeReader()))


@contextmanager
def server(
    folder: Path, seconds_per_embedding: float = 0.0, *command: str
) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """A server on a free port, ready, with a client of it.  It is killed with SIGKILL in the end.

    Args:
        folder: Holds the data folder `home` and the log `server.log`.
        seconds_per_embedding: How long each call of the embedder takes.
        command: The arguments of Python; by default they serve `fake_app`.
    """
    command = command or (
        "-m",
        "uvicorn",
        "--factory",
        "tests.support.server_process:fake_app",
        "--port",
        "0",
    )
    variables = {
        "SOURCELINE_HOME": str(folder / "home"),
        "SECONDS_PER_EMBEDDING": str(seconds_per_embedding),
        "PYTHONUNBUFFERED": "1",
    }
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**os.environ, **variables}, stdout=out, stderr=out
        )
    try:
        until(lambda: process.poll() is not None or ADDRESS.search(log.read_text()) is not None, 60)
        address = ADDRESS.search(log.read_text())
        assert address, log.read_text()
        with httpx.Client(base_url=address[0], timeout=60, trust_env=False) as client:
            until(lambda: client.get("/ready").status_code == 200)
            yield client, process
    finally:
        process.kill()
        process.wait()


def post(client: httpx.Client, *ids: str, text: str = "{} melts.", wait: str = "true") -> httpx.Response:
    """Write one document for each id; `text` may name the id by `{}`."""
    body = {"documents": [{"id": id, "text": text.format(id)} for id in ids]}
    return client.post("/v1/documents", params={"wait": wait}, json=body)
