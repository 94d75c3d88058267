"""`/v1/suggestions`: which collections a caller may have suggestions of, and whose pages these are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import InvalidInput
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.waiting import until

FERRY = "# Ferry\n\n## How many soldiers came?\n\nTwelve soldiers came.\n"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_questions_are_suggested(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = service.ask  # the model of these tests is not sure of much
    monkeypatch.setattr(service, "ask", lambda query: ask(query.model_copy(update={"abstain": False})))
    service.ingester.add("default", [Document("f", FERRY, title="Ferry", media_type="text/markdown")])
    found = client.get("/v1/suggestions").json()
    assert found == {"suggestions": [{"question": "How many soldiers came?", "document_title": "Ferry"}]}
    assert client.get("/v1/suggestions?limit=0").status_code == 422
    assert client.get("/v1/suggestions?colection=default").status_code == 422
    assert client.get("/v1/suggestions?collection=none").status_code == 404


def test_a_key_gets_none_of_a_collection_that_it_may_not_use(client: TestClient, service: Service) -> None:
    service.ingester.add("default", [Document("f", FERRY, title="Ferry", media_type="text/markdown")])
    headers = bearer(make(client, collections=("b",)))
    secret = client.get("/v1/suggestions?collection=b&collection=default", headers=headers)
    missing = client.get("/v1/suggestions?collection=b&collection=nowhere", headers=headers)
    assert secret.status_code == missing.status_code == 404
    assert secret.json()["errors"][0]["field"] == "collections[1]"
    told = [{**one.json(), "request_id": ""} for one in (secret, missing)]
    assert json.dumps(told[0]).replace("default", "nowhere") == json.dumps(told[1])
    assert client.get("/v1/suggestions?collection=default", headers=headers).status_code == 403


@pytest.fixture
def named(tmp_path: Path, embedder: FakeEmbedder) -> Iterator[TestClient]:
    """A client of a site with a name and a logo."""
    picture = tmp_path / "logo.svg"
    picture.write_text(PICTURE, "utf-8")
    settings = Settings(home=tmp_path / "home", site_name="Mill <& Sons>", site_logo=picture)
    with TestClient(create_app(Service(settings, embedder, FakeReader()))) as client:
        until(lambda: client.get("/ready").status_code == 200)
        yield client


def test_pages_have_the_name_and_the_logo_that_are_set(named: TestClient) -> None:
    home = named.get("/")
    assert "<h1>Ask <bdi>Mill &lt;&amp; Sons&gt;</bdi></h1>" in home.text
    assert '<img src="/logo" alt="">' in home.text
    assert home.headers["content-security-policy"].endswith("; img-src 'self'")
    assert "<title>Documents · Mill &lt;&amp; Sons&gt;</title>" in named.get("/documents").text
    logo = named.get("/logo")
    assert (logo.text, logo.headers["content-type"]) == (PICTURE, "image/svg+xml")
    assert logo.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_without_a_logo_there_is_none_but_always_an_icon(client: TestClient) -> None:
    assert client.get("/logo").status_code == 404
    home = client.get("/")
    assert "<img" not in home.text
    assert "img-src" not in home.headers["content-security-policy"]
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/x-icon")
    assert icon.content[:4] == b"\0\0\1\0"


@pytest.mark.parametrize("name", ["logo.exe", "nowhere.png"])
def test_what_is_no_picture_cannot_be_the_logo(tmp_path: Path, name: str) -> None:
    (tmp_path / "logo.exe").write_bytes(b"MZ")
    with pytest.raises(InvalidInput) as refused:
        Settings(home=tmp_path, site_logo=tmp_path / name)
    assert "SOURCELINE_SITE_LOGO" in str(refused.value.field)
