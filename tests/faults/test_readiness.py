"""`/ready` is true only while every collection can be searched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import StorageFull
from index.store.derived_stores import DerivedStores
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until


def a_service(home: Path) -> Service:
    return Service(Settings(home=home), FakeEmbedder(), FakeReader())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder whose lexical index is lost."""
    service = a_service(tmp_path / "home")
    service.ingester.add("default", [Document("d", "Wax melts.")])
    service.ingester.add("other", [Document("e", "Ice melts.")])
    service.index.catalog.close()
    shutil.rmtree(tmp_path / "home" / "collections" / "1")
    return tmp_path / "home"


def test_what_was_left_behind_is_built_before_the_service_is_ready(home: Path) -> None:
    service = a_service(home)
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        assert [*(home / "collections" / "1").glob("lexical-*/meta.json")]
        assert client.post("/v1/search", json={"question": "wax"}).json()["passages"]


def test_not_ready_while_a_collection_cannot_be_built(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StorageFull("There is no room.", hint="Free some space.")

    monkeypatch.setattr(DerivedStores, "catch_up", refuse)
    with TestClient(create_app(a_service(home)), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").json()["status"] != "loading")
        answer = client.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["reason"] == "1 of the collections cannot be searched; the log says why."
        assert client.post("/v1/search", json={"question": "wax"}).status_code == 507
        assert client.post("/v1/search", json={"question": "ice", "collection": "other"}).status_code == 200
        monkeypatch.undo()
        assert client.get("/ready").status_code == 200
        assert client.post("/v1/search", json={"question": "wax"}).json()["passages"]
