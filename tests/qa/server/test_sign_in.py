"""Signing in: the cookie is not the key; it opens the pages, and nothing else."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.server.auth.gatekeeper import COOKIE
from qa.server.auth.key import Grant
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import SITE, bearer, keys_of, make, problem

ASK, INGEST, ADMIN = Scope
HTML = {"Accept": "text/html"}
PAGES = ["/", "/documents", "/documents/war", "/documents/war?start=0&end=6"]


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    for collection in ("default", "b"):
        service.ingester.add(collection, [Document("war", "Twelve soldiers came.")])


def sign_in(client: TestClient, key: str, **fields: str) -> str:
    """Sign in; where it leads."""
    answer = client.post("/sign-in", data={"key": key, **fields}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_closed_until_one_signs_in(client: TestClient, path: str) -> None:
    new = make(client)
    closed = client.get(path, headers=HTML)
    assert closed.status_code == 401
    assert closed.headers["www-authenticate"] == "Bearer"
    assert closed.headers["cache-control"] == "no-store"
    assert "soldiers" not in closed.text
    goal = re.search(r'name="goal" value="([^"]*)"', closed.text)
    assert goal
    place = sign_in(client, new.secret, goal=goal[1].replace("&amp;", "&"))
    assert place == path + ("#span" if "start" in path else "")
    opened = client.get(place)
    assert opened.status_code == 200
    assert 'name="goal"' not in opened.text, "it asks for the key again"


def test_a_page_opens_for_a_key_in_the_header(client: TestClient) -> None:
    assert "soldiers" in client.get("/documents/war", headers=bearer(make(client))).text
    assert client.get("/documents/war").status_code == 401


def test_the_cookie_is_not_the_key_and_is_kept_from_scripts_and_other_sites(client: TestClient) -> None:
    new = make(client)
    answer = client.post("/sign-in", data={"key": new.secret}, follow_redirects=False)
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert int(cookie["max-age"]) == 12 * 60 * 60
    assert not cookie["secure"]
    assert len(cookie.value) >= 43
    assert new.secret[16:] not in str(answer.headers)
    assert new.key.id not in cookie.value


def test_over_https_the_cookie_stays_there(service: Service) -> None:
    from qa.server.app import create_app

    with TestClient(create_app(service), base_url="https://testserver") as client:
        answer = client.post("/sign-in", data={"key": make(client).secret}, follow_redirects=False)
    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"]


@pytest.mark.parametrize("path", [*PAGES, "/documents/nope", "/?collection=b", "/documents?collection=a/b"])
def test_pages_say_whose_key_opens_them_and_lead_out(client: TestClient, path: str) -> None:
    new = keys_of(client).create(Grant("Ann's <laptop>"))
    html = client.get(path, headers=bearer(new, **HTML)).text
    assert "Sign out" not in html, "there is no session to end"
    sign_in(client, new.secret)
    page = client.get(path, headers=HTML)
    assert "Ann&#39;s &lt;laptop&gt;</bdi>" in page.text
    assert '<form method="post" action="/sign-out">' in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    client.cookies.clear()
    assert "Ann" not in client.get(path, headers=HTML).text


def test_the_form_leads_to_where_one_came_from(client: TestClient) -> None:
    make(client)
    html = client.get("/sign-in?goal=/documents%3Fcollection%3Dcold%2B%2526").text
    assert 'name="goal" value="/documents?collection=cold+%26"' in html
    for goal in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert 'name="goal" value="/"' in client.get("/sign-in", params={"goal": goal}).text


def test_who_may_only_ask_is_offered_nothing_else(client: TestClient) -> None:
    for key, offered in (
        (make(client, ASK), False),
        (make(client, ASK, INGEST), True),
        (make(client, ADMIN), True),
    ):
        sign_in(client, key.secret)
        html = client.get("/documents").text
        for part in ('id="upload"', 'data-action="replace"', 'data-action="delete"'):
            assert (part in html) is offered, part
        assert 'data-action="versions"' in html
        assert ("scope <code>ingest</code>" in html) is not offered


def test_signing_out_ends_the_session_and_not_only_the_cookie(client: TestClient) -> None:
    sign_in(client, make(client).secret)
    session = client.cookies[COOKIE]
    assert "You are signed in with the key" in client.get("/sign-in").text
    assert client.post("/sign-out", follow_redirects=False).headers["location"] == "/sign-in"
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = session
    assert client.get("/documents/war").status_code == 401


def test_a_revoked_key_signs_its_people_out(client: TestClient) -> None:
    new = make(client)
    sign_in(client, new.secret)
    assert client.get("/documents/war").status_code == 200
    keys_of(client).revoke(new.key.id)
    assert client.get("/documents/war").status_code == 401


@pytest.mark.parametrize("kind", ["unknown", "empty", "revoked", "publishable", "ingest only", "long", "odd"])
def test_what_cannot_be_signed_in_with_is_said_on_the_page(client: TestClient, kind: str) -> None:
    revoked = make(client)
    keys_of(client).revoke(revoked.key.id)
    key = {
        "unknown": "sk_nobody",
        "empty": "",
        "revoked": revoked.secret,
        "publishable": make(client, publishable=True, origins=(SITE,)).secret,
        "ingest only": make(client, INGEST).secret,
        "long": "x" * 10_000,
        "odd": "\ud7ff\x00<script>",
    }[kind]
    answer = client.post("/sign-in", data={"key": key}, follow_redirects=False)
    assert answer.status_code == (401 if kind in ("unknown", "empty", "revoked", "odd") else 403)
    assert 'role="alert"' in answer.text
    assert "set-cookie" not in answer.headers
    assert "<script>" not in answer.text


@pytest.mark.parametrize("body", [b"\xff", b"key=%ff", b"&".join([b"a=b"] * 11), b"key"])
def test_what_is_no_form_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/sign-in", content=body).status_code in (401, 403)


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\n/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
        "documents",
        "/é",
    ],
)
def test_nobody_is_led_elsewhere(client: TestClient, goal: str) -> None:
    assert sign_in(client, make(client).secret, goal=goal) == "/"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_signs_nobody_in_or_out(client: TestClient, path: str, site: str) -> None:
    new = make(client)
    sign_in(client, new.secret)
    headers = {"Sec-Fetch-Site": site}
    answer = client.post(path, data={"key": new.secret}, headers=headers, follow_redirects=False)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert client.get("/documents/war").status_code == 200


def test_the_form_is_framed_by_nobody_and_goes_nowhere_else(client: TestClient) -> None:
    make(client)
    for answer in (client.get("/sign-in"), client.get("/documents/war"), client.post("/sign-in")):
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "script-src" not in policy
    goal = client.get('/documents/war?version="><script>', headers=HTML)
    assert "<script>" not in goal.text


# What a cookie opens --------------------------------------------------------------------------------------


def test_the_api_takes_a_cookie_from_our_own_pages_only(client: TestClient) -> None:
    sign_in(client, make(client, ASK, INGEST).secret)
    ask = {"question": "How many soldiers came?"}
    for site in (None, "none", "same-site", "cross-site"):
        headers = {"Sec-Fetch-Site": site} if site else {}
        problem(client.post("/v1/ask", json=ask, headers=headers), 401, "unauthenticated")
        assert client.delete("/v1/documents/war", headers=headers).status_code == 401
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/v1/ask", json=ask, headers=ours).status_code == 200
    assert client.delete("/v1/documents/war", headers=ours).status_code == 200


@pytest.mark.parametrize("base", ["http://testserver", "http://192.0.2.7:8080", "https://qa.example:443"])
def test_where_browsers_do_not_say_the_site_the_origin_does(client: TestClient, base: str) -> None:
    """Over plain HTTP to another machine they send no `Sec-Fetch-Site`."""
    sign_in(client, make(client, ASK, INGEST).secret)
    session = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    ask = {"question": "How many soldiers came?"}

    def calls(**headers: str) -> list[int]:
        sent = {**session, **headers}
        return [
            client.get(f"{base}/v1/collections", headers=sent).status_code,
            client.post(f"{base}/v1/ask", json=ask, headers=sent).status_code,
            client.delete(f"{base}/v1/documents/none", headers=sent).status_code,
        ]

    mark = {"X-Sourceline-Page": "1"}
    own = base.removesuffix(":443")
    assert calls(Origin=own) == [200, 200, 404]
    assert calls(**mark) == [200, 401, 401], "a GET names no origin, all else does"
    assert calls() == [401] * 3
    for other in ("null", "", "http://evil.example", f"{own}.evil.example", f"{own}:81", "ftp" + own[4:]):
        assert calls(Origin=other, **mark) == [401] * 3, other
    assert calls(Origin=own, **mark, **{"Sec-Fetch-Site": "cross-site"}) == [401] * 3


def test_another_scheme_is_another_site(client: TestClient) -> None:
    sign_in(client, make(client).secret)
    answer = client.post("/v1/ask", json={"question": "Who?"}, headers={"Origin": "https://testserver"})
    assert answer.status_code == 401


def test_a_cookie_allows_no_more_than_its_key_and_never_keys(client: TestClient) -> None:
    ours = {"Sec-Fetch-Site": "same-origin"}
    sign_in(client, make(client, collections=("b",)).secret)
    assert client.get("/documents/war?collection=b").status_code == 200
    assert client.get("/documents/war").status_code == 403
    assert client.delete("/v1/documents/war?collection=b", headers=ours).status_code == 403
    sign_in(client, make(client, ADMIN).secret)
    assert client.get("/v1/keys", headers=ours).status_code == 401


def test_a_key_in_the_header_counts_and_not_the_cookie(client: TestClient) -> None:
    sign_in(client, make(client).secret)
    assert client.get("/documents/war", headers={"Authorization": "Bearer sk_nobody"}).status_code == 401


def test_an_open_service_needs_no_sign_in(client: TestClient) -> None:
    for path in PAGES:
        assert client.get(path).status_code == 200
    assert client.get("/sign-in").status_code == 200
