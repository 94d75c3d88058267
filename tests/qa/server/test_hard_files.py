"""The service stays responsive while it ingests files that are made to hurt."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from tests.support import hostile_files as hostile
from tests.support.server_process import server

#: How long an answer may take, beside so many times what it takes while nothing is read.
MOST_SECONDS, TIMES_ALONE = 0.1, 5
SERVER = """
import os, sys, threading
from pathlib import Path
import uvicorn
from index.ingest.files import find
from index.ingest.ingest_files import ingest_files
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

service = Service(Settings(), FakeEmbedder(), FakeReader())
service.warm()
folder = Path(sys.argv[1])

def ingest():
    while not (folder.parent / "go").exists():
        threading.Event().wait(0.05)
    ingest_files(service.ingester, "default", find([folder]), lambda outcome: print(outcome, flush=True))
    (folder.parent / "done").touch()

threading.Thread(target=ingest, daemon=True).start()
uvicorn.run(create_app(service), port=0)
"""


def test_health_answers_at_once_while_hard_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCELINE_PARSING_MEMORY_MB", "300")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "bomb.pdf").write_bytes(hostile.pdf_bomb(60))
    (folder / "cyclic.pdf").write_bytes(hostile.cyclic_pdf())
    (folder / "deep.eml").write_bytes(hostile.deep_mail(3_000))
    (folder / "lying.docx").write_bytes(hostile.lying_docx(50))
    (folder / "good.html").write_text("<html><body><p>The pump leaks.</p></body></html>")
    with server(tmp_path, 0.0, "-c", SERVER, str(folder)) as (client, _):
        alone = [_seconds(client) for _ in range(100)]
        (tmp_path / "go").touch()
        took = []
        end = time.monotonic() + 300
        while not (tmp_path / "done").exists() and time.monotonic() < end:
            took.append(_seconds(client))
        listed = client.get("/v1/documents").json()
    log = (tmp_path / "server.log").read_text()
    assert (tmp_path / "done").exists(), log
    assert log.count("status=<Status.FAILED") == 4, log
    assert [document["id"] for document in listed["documents"]] == ["good.html"]
    # Of many requests on a machine that does other work, too, some have to wait for their turn.
    assert _late(took) < MOST_SECONDS + TIMES_ALONE * _late(alone), sorted(took)[-10:]


def _seconds(client: httpx.Client) -> float:
    time.sleep(0.02)
    start = time.monotonic()
    assert client.get("/health").status_code == 200
    return time.monotonic() - start


def _late(took: list[float]) -> float:
    return sorted(took)[int(0.98 * len(took))]
