"""Signed links: a site's readers open a cited page without a key, and only that page."""

from __future__ import annotations

import html
import re
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from itsdangerous.encoding import base64_decode, base64_encode

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.server.auth.key_store import NewKey
from qa.server.auth.signed_links import LIFETIME_SECONDS, TICKET
from qa.service import Service
from tests.support.access_cases import SITE, bearer, keys_of, make

ASK = {"question": "How many soldiers came?", "collection": "a"}
IDS = ["war", "a/b c", "ü?#&ticket=x%2F😀", "o'clock"]


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    service.ingester.add("a", [Document(id, f"Twelve soldiers came. {id} says so.") for id in IDS])


@pytest.fixture
def new(client: TestClient) -> NewKey:
    """A publishable key."""
    return make(client, publishable=True, origins=(SITE,), collections=("a",))


def cited(value: Any) -> list[Any]:
    """Every citation in an answer."""
    if isinstance(value, list):
        return [citation for item in value for citation in cited(item)]
    if not isinstance(value, dict):
        return []
    below = [citation for item in value.values() for citation in cited(item)]
    return [value, *below] if "cited_text" in value else below


def asked(client: TestClient, new: NewKey, path: str = "/v1/ask") -> list[Any]:
    response = client.post(path, json=ASK, headers=bearer(new, Origin=SITE))
    assert response.status_code == 200, response.text
    return cited(response.json())


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_every_citation_leads_to_its_page_without_a_key(client: TestClient, new: NewKey, path: str) -> None:
    found = asked(client, new, path)
    assert {citation["document_id"] for citation in found} == set(IDS)
    assert len(found) > len(IDS) or path == "/v1/search"
    for citation in found:
        page = client.get(citation["url"])
        assert page.status_code == 200
        marked = re.search(r'<mark id="span">(.*?)</mark>', page.text, re.DOTALL)
        assert marked
        assert html.unescape(marked[1]) == citation["cited_text"]
        assert citation["url"].endswith("#span")
        assert citation["url"].count(TICKET) == 1
        assert new.secret[16:] not in citation["url"]


def test_other_callers_get_plain_addresses(client: TestClient) -> None:
    def urls(headers: dict[str, str]) -> set[str]:
        return {
            citation["url"] for citation in cited(client.post("/v1/ask", json=ASK, headers=headers).json())
        }

    open_ = urls({})
    assert open_ == urls(bearer(make(client)))
    assert not any(TICKET in url for url in open_)


def test_an_address_that_was_changed_opens_nothing(client: TestClient, new: NewKey) -> None:
    url = next(c["url"] for c in asked(client, new) if c["document_id"] == "war").partition("#")[0]
    target, _, ticket = url.partition(TICKET)
    id, signed_at, signature = ticket.split(".")
    other = make(client, publishable=True, origins=(SITE,)).key.id
    assert client.get(url).status_code == 200
    for wrong in (
        target,
        url[:-2] + ("AA" if url[-2:] != "AA" else "BB"),
        url.replace("/documents/war", "/documents/o'clock"),
        re.sub(r"start=\d+", "start=1", url),
        url.replace("collection=a", "collection=b"),
        url.replace(target, target + "&end=3"),
        f"{target}{TICKET}{id}.{_one_second_later(signed_at)}.{signature}",
        f"{target}{TICKET}{other}.{signed_at}.{signature}",
        f"{target}{TICKET}{id}.{signed_at}.",
        f"{target}{TICKET}{id}.{signature}",
        f"{target}{TICKET}",
        f"{target}{TICKET}é.é.é",
        url + TICKET + ticket,
        url + "&x=1",
        f"/documents?collection=a{TICKET}{ticket}",
        f"/v1/documents/war?collection=a{TICKET}{ticket}",
    ):
        assert client.get(wrong).status_code == 401, wrong


def _one_second_later(signed_at: str) -> str:
    moment = int.from_bytes(base64_decode(signed_at), "big")
    return base64_encode((moment + 1).to_bytes(4, "big")).decode()


def test_an_address_ends_with_time_and_with_its_key(
    client: TestClient, new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = asked(client, new)[0]["url"]
    with monkeypatch.context() as later:
        moment = time.time()
        later.setattr(time, "time", lambda: moment + LIFETIME_SECONDS + 1)
        assert client.get(url).status_code == 401
    assert client.get(url).status_code == 200
    keys_of(client).revoke(new.key.id)
    assert client.get(url).status_code == 401


def test_an_address_outlives_a_restart(client: TestClient, service: Service, new: NewKey) -> None:
    url = asked(client, new)[0]["url"]
    with TestClient(create_app(service)) as again:
        assert again.get(url).status_code == 200


def test_pages_opened_so_count_for_the_key(client: TestClient) -> None:
    new = keys_of(client).create(Grant("site", publishable=True, origins=(SITE,), per_minute=2))
    url = asked(client, new)[0]["url"]
    assert [client.get(url).status_code for _ in range(2)] == [200, 429]
