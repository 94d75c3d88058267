"""Only its owner may use a data folder, whatever the umask, and one that was open is closed at start."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index.documents import Document
from qa.feedback.records import Feedback
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.auth.key import Grant
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader


@pytest.fixture
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def used(home: Path) -> Service:
    """A service that has written every kind of file."""
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    for number in range(3):
        service.ingester.add("default", [Document(f"d{number}", f"Twelve soldiers came in {number}.")])
    service.index.snapshot("default").columns_of([1])
    service.feedback.add(Feedback.model_validate({"question": "?", "verdict": "up", "generation": 1}))
    Gatekeeper(service.settings).keys.create(Grant("test"))
    return service


def open_to_others(home: Path) -> list[str]:
    found = []
    for path in (home, *home.rglob("*")):
        with suppress(FileNotFoundError):  # SQLite removes a log when its last connection closes
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                found.append(str(path.relative_to(home)))
    return found


@pytest.mark.usefixtures("_no_umask")
def test_nothing_of_a_data_folder_is_for_others(tmp_path: Path) -> None:
    service = used(tmp_path / "home")
    names = {path.name for path in (tmp_path / "home").rglob("*")}
    assert {
        "catalog.sqlite",
        "catalog.sqlite-wal",
        "catalog.sqlite-shm",
        "keys.db",
        "feedback.sqlite",
    } <= names
    assert any(name.startswith("lexical-") for name in names)
    assert open_to_others(service.settings.home) == []


def test_a_folder_that_was_open_is_closed_at_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    used(home)
    for path in (home, *home.rglob("*")):
        with suppress(FileNotFoundError):
            path.chmod(0o755 if path.is_dir() else 0o644)
    Service(Settings(home=home), FakeEmbedder(), FakeReader())
    assert open_to_others(home) == []


def test_what_a_link_leads_to_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    (tmp_path / "home" / "link").symlink_to(outside)
    Service(Settings(home=tmp_path / "home"), FakeEmbedder(), FakeReader())
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
