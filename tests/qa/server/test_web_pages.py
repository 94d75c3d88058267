"""`POST /v1/pages`: off by default; fetches only from public addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.ingest.web import fetching
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until
from tests.support.web_pages import Answer, serving


@pytest.fixture
def fetching_client(tmp_path: Path) -> Iterator[TestClient]:
    service = Service(Settings(home=tmp_path / "home", fetch_urls=True), FakeEmbedder(), FakeReader())
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        yield client


def test_it_is_off_by_default(client: TestClient) -> None:
    answer = client.post("/v1/pages", json={"urls": ["https://example.org/"]})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:sourceline:fetching-off")
    assert "SOURCELINE_FETCH_URLS" in answer.json()["detail"]


def test_pages_are_fetched_and_answer(fetching_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr(fetching.Fetcher.__init__, "__defaults__", (here, fetching.USUAL))
    with serving({"/wax": Answer("<html><body><p>Wax melts at noon.</p></body></html>")}) as site:
        body = {"urls": [site.url("/wax"), site.url("/none")]}
        result = fetching_client.post("/v1/pages", json=body).json()
    found = {one["id"]: one for one in result["documents"]}
    assert found[site.url("/wax")]["status"] == "new"
    assert found[site.url("/wax")]["source"] == "site.test"
    assert "404" in found[site.url("/none")]["reason"]
    (passage,) = fetching_client.post("/v1/search", json={"question": "wax"}).json()["passages"]
    assert passage["citation"]["document_id"] == passage["citation"]["source_url"] == site.url("/wax")


def test_the_servers_own_machine_is_refused(fetching_client: TestClient) -> None:
    result = fetching_client.post("/v1/pages", json={"urls": ["http://localhost:8080/v1/keys"]}).json()
    (one,) = result["documents"]
    assert one["status"] == "failed"
    assert "not on the public internet" in one["reason"]


@pytest.mark.parametrize("urls", [[], ["ftp://a.test/"], ["https://a:b@c.test/"], ["https://a.test/"] * 11])
def test_bad_addresses_are_refused(fetching_client: TestClient, urls: list[str]) -> None:
    answer = fetching_client.post("/v1/pages", json={"urls": urls})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("urls")
