"""People sign in at an identity provider, or a trusted proxy names them; their groups give them labels."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import InvalidInput
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.identity_provider import CLIENT, IdentityProvider, identity_provider, new_key
from tests.support.waiting import until

HTML = {"Accept": "text/html"}
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider) -> IdentityProvider:
    """A provider that says what it usually does."""
    running.claims, running.userinfo, running.signing_key = {}, {}, None
    return running


def client_of(
    home: Path, client: tuple[str, int] = ("127.0.0.1", 5), **settings: Any
) -> Iterator[TestClient]:
    service = Service(Settings(home=home, **settings), FakeEmbedder(), FakeReader())
    documents = [
        Document("open", "The chapel is open."),
        Document("pay", "The wage is 900 crowns.", access=("group:hr",)),
        Document("mona", "Mona has the brass key.", access=("user:u-1",)),
    ]
    service.ingester.add("default", documents)
    with TestClient(create_app(service), client=client, raise_server_exceptions=False) as made:
        until(lambda: made.get("/ready").status_code == 200)
        yield made


@pytest.fixture
def client(tmp_path: Path, provider: IdentityProvider) -> Iterator[TestClient]:
    mapped = {"staff-hr": ["group:hr"]}
    yield from client_of(
        tmp_path / "home",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        group_labels=mapped,
        admin_groups=("chiefs",),
    )


def begin(client: TestClient, goal: str = "/documents") -> str:
    """Begin to sign in; where the provider is."""
    answer = client.get("/sign-in/provider", params={"goal": goal}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    return str(answer.headers["location"])


def sign_in(client: TestClient, provider: IdentityProvider, goal: str = "/documents") -> Any:
    """Sign in and come back."""
    return client.get(provider.authorize(begin(client, goal)))


def seen(client: TestClient) -> set[str]:
    """The documents that a person sees, by the page and by its scripts."""
    listed = client.get("/v1/documents", headers=OWN).json()["documents"]
    page = client.get("/documents").text
    assert {id for id in ("open", "pay", "mona") if f"/documents/{id}?" in page} == {d["id"] for d in listed}
    return {document["id"] for document in listed}


def test_a_person_signs_in_and_sees_what_their_groups_may(
    client: TestClient, provider: IdentityProvider
) -> None:
    assert "/sign-in/provider?goal=" in client.get("/documents", headers=HTML).text
    provider.claims = {"groups": ["staff-hr", "choir"]}
    answer = sign_in(client, provider, "/documents?q=pay")
    assert answer.status_code == 200
    assert 'content="0; url=/documents?q=pay"' in answer.text
    assert seen(client) == {"open", "pay", "mona"}
    assert "Mona Quist" in client.get("/documents").text


def test_a_person_without_groups_sees_what_has_no_labels_and_their_own(
    client: TestClient, provider: IdentityProvider
) -> None:
    provider.claims = {"sub": "u-2"}
    sign_in(client, provider)
    assert seen(client) == {"open"}
    assert client.post("/v1/documents", json={"id": "x", "text": "x"}, headers=OWN).status_code == 403


def test_groups_may_be_told_elsewhere(client: TestClient, provider: IdentityProvider) -> None:
    provider.userinfo = {"sub": "u-1", "groups": ["staff-hr"]}
    sign_in(client, provider)
    assert "pay" in seen(client)
    provider.userinfo = {"sub": "somebody else", "groups": ["staff-hr"]}
    sign_in(client, provider)
    assert "pay" not in seen(client)


def test_a_group_may_make_an_administrator(client: TestClient, provider: IdentityProvider) -> None:
    provider.claims = {"sub": "u-3", "groups": ["chiefs"]}
    sign_in(client, provider)
    assert seen(client) == {"open", "pay", "mona"}


def test_the_provider_may_change_its_keys(client: TestClient, provider: IdentityProvider) -> None:
    sign_in(client, provider)
    before = provider.keys
    provider.keys = [new_key("two")]
    assert sign_in(client, provider).status_code == 200
    provider.keys = before


FORGED = {
    "another issuer": {"iss": "http://127.0.0.1:1"},
    "another client": {"aud": "somebody"},
    "several clients, not for us": {"aud": [CLIENT, "other"], "azp": "other"},
    "an old one": {"exp": int(time.time()) - 600},
    "another sign-in": {"nonce": "x"},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", FORGED.values(), ids=FORGED)
def test_a_token_for_something_else_is_refused(
    client: TestClient, provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert sign_in(client, provider).status_code == 401
    assert client.get("/documents", headers=HTML).status_code == 401


def test_a_token_that_another_key_signed_is_refused(client: TestClient, provider: IdentityProvider) -> None:
    provider.signing_key = new_key("one")
    assert sign_in(client, provider).status_code == 401


def test_an_answer_to_another_browser_or_a_second_time_is_refused(
    client: TestClient, provider: IdentityProvider
) -> None:
    back = provider.authorize(begin(client))
    client.cookies.clear()
    assert client.get(back).status_code == 401, "without the cookie"
    begin(client)
    assert client.get(back).status_code == 401, "with another sign-in's cookie"
    back = provider.authorize(begin(client))
    assert client.get(back).status_code == 200
    client.cookies.clear()
    assert client.get(back).status_code == 401, "again"


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    client: TestClient, provider: IdentityProvider
) -> None:
    stolen = provider.authorize(begin(client))
    code = re.search("code=([^&]*)", stolen)
    assert code
    mine = provider.authorize(begin(client))
    assert client.get(re.sub("code=[^&]*", f"code={code[1]}", mine)).status_code == 401


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_to_no_other_site(client: TestClient, provider: IdentityProvider, goal: str) -> None:
    assert 'content="0; url=/"' in sign_in(client, provider, goal).text


def test_no_token_stands_in_the_log(
    client: TestClient, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "qa"):
        sign_in(client, provider)
        provider.claims = {"aud": "somebody"}
        sign_in(client, provider)
    assert not re.search(r"eyJ|code-\d|code_verifier=", "\n".join(r.getMessage() for r in caplog.records))


def test_signing_out_ends_the_session(client: TestClient, provider: IdentityProvider) -> None:
    sign_in(client, provider)
    client.post("/sign-out", headers=OWN)
    assert client.get("/documents", headers=HTML).status_code == 401


def test_a_provider_that_does_not_answer_is_said(tmp_path: Path) -> None:
    for client in client_of(tmp_path / "home", oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT):
        answer = client.get("/sign-in/provider", follow_redirects=False)
        assert answer.status_code == 401
        assert "does not answer" in answer.text


def test_a_provider_elsewhere_is_reached_by_https_alone(tmp_path: Path) -> None:
    for client in client_of(tmp_path / "home", oidc_issuer="http://login.example.org", oidc_client_id=CLIENT):
        assert client.get("/sign-in/provider").status_code == 422


# By a proxy ------------------------------------------------------------------------------------------------

PROXIED = {
    "proxy_user_header": "X-Forwarded-User",
    "proxy_groups_header": "X-Forwarded-Groups",
    "trusted_proxies": ("10.1.0.0/16",),
}
MONA = {"X-Forwarded-User": "u-1", "X-Forwarded-Groups": "hr, choir"}


def test_a_trusted_proxy_names_people(tmp_path: Path) -> None:
    for client in client_of(tmp_path / "home", ("10.1.2.3", 5), **PROXIED):
        answer = client.get("/documents", headers=MONA)
        assert {id for id in ("open", "pay", "mona") if f"/documents/{id}?" in answer.text} == {
            "open",
            "pay",
            "mona",
        }
        listed = client.get("/v1/documents", headers={**MONA, **OWN, "X-Forwarded-Groups": ""}).json()[
            "documents"
        ]
        assert {one["id"] for one in listed} == {"open", "mona"}
        assert client.get("/documents", headers=HTML).status_code == 401
        cross = {**MONA, "Sec-Fetch-Site": "cross-site"}
        assert client.post("/v1/ask", json={"question": "wage?"}, headers=cross).status_code == 401


def test_nobody_else_names_people(tmp_path: Path) -> None:
    for client in client_of(tmp_path / "home", ("10.2.0.1", 5), **PROXIED):
        assert client.get("/documents", headers=MONA | HTML).status_code == 401
        forged = {**MONA, **HTML, "X-Forwarded-For": "10.1.2.3"}
        assert client.get("/documents", headers=forged).status_code == 401


def test_who_is_named_by_a_proxy_needs_its_address_to_be_set(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="trusted_proxies is not set"):
        Settings(home=tmp_path, proxy_user_header="X-Forwarded-User")
