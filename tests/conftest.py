"""Fixtures of many tests: a fake model, a service over an empty folder, a client of its application."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from qa.cli import progress
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.jobs import Gate
from tests.support.machine import LACKS
from tests.support.waiting import until

# A busy machine is slow at times.
hypothesis_settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy")

#: Files here are in memory, of which tests need less than this.
IN_MEMORY, ROOM = Path("/dev/shm"), 4 << 30


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Write to a folder of this run alone, which goes with it.

    It is in memory, so that no test waits for a disk but the slow ones, which measure it.
    """
    if hasattr(config, "workerinput") or config.option.basetemp:
        return
    slow = config.getoption("markexpr") == "slow"
    in_memory = not slow and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    folder = tempfile.mkdtemp(prefix="sourceline-tests-", dir=IN_MEMORY if in_memory else None)
    config.option.basetemp = str(Path(folder) / "run")
    config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))


@pytest.fixture(scope="session", autouse=True)
def _no_progress() -> Iterator[None]:
    """Commands that take seconds on a busy machine print no progress among the lines that tests expect."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "SECONDS_BETWEEN_LINES", 3600.0)
        yield


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A fake model."""
    return FakeEmbedder()


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service over an empty folder."""
    return Service(Settings(home=tmp_path / "home"), embedder, FakeReader())


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    """A client of a running application that is ready."""
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        yield client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was skipped because this machine lacks something."""
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    wanting = [text.split(LACKS, 1)[1].rstrip("')") for text in skipped if LACKS in text]
    for what in sorted(set(wanting)):
        line = f"{wanting.count(what)} tests SKIPPED: {LACKS}{what}"
        terminalreporter.write_sep("!", line, red=True, bold=True)


@pytest.fixture
def gate(client: TestClient, embedder: FakeEmbedder) -> Iterator[Gate]:
    """Closed, until it is opened; made when the application is ready."""
    gate = Gate(embedder)
    yield gate
    gate.open()
