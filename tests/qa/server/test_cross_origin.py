"""Other sites: publishable keys work on pages of their origins, and nowhere else."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import InvalidInput
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import SITE, bearer, keys_of, make, problem

OTHER = "https://other.example"
ASK = {"question": "How many soldiers came?"}
CORS = "access-control-allow-origin"


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    service.ingester.add("default", [Document("war", "Twelve soldiers came.")])


def preflight(
    origin: str, method: str = "POST", wanted: str = "authorization,content-type"
) -> dict[str, str]:
    """What a browser sends before a request with a key."""
    return {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": wanted,
    }


def test_a_page_of_an_allowed_origin_may_ask_and_read_the_answer(client: TestClient) -> None:
    new = make(client, publishable=True, origins=(SITE, OTHER))
    answer = client.post("/v1/ask", json=ASK, headers=bearer(new, Origin=SITE))
    assert answer.status_code == 200
    assert answer.headers[CORS] == SITE
    assert "Origin" in answer.headers["vary"]
    assert answer.headers["content-security-policy"] == f"frame-ancestors {SITE} {OTHER}"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        OTHER,
        "null",
        "*",
        "",
        "http://www.example.org",
        "https://www.example.org:8443",
        "https://www.example.org.evil.example",
        "https://example.org",
        "https://sub.www.example.org",
        "https://www.example.org/",
        "https://www.example.org.",
        f"{SITE}, {OTHER}",
    ],
)
def test_any_other_origin_is_refused(client: TestClient, origin: str) -> None:
    new = make(client, publishable=True, origins=(SITE,))
    refused = client.post("/v1/ask", json=ASK, headers=bearer(new, Origin=origin))
    problem(refused, 403, "forbidden")
    assert CORS not in refused.headers
    before = client.options("/v1/ask", headers=preflight(origin))
    problem(before, 403, "forbidden")
    assert CORS not in before.headers


@pytest.mark.parametrize("origin", ["https://www.example.org:443", "HTTPS://WWW.Example.ORG"])
def test_the_same_origin_written_otherwise_is_the_same(client: TestClient, origin: str) -> None:
    new = make(client, publishable=True, origins=("https://WWW.example.org",))
    assert client.post("/v1/ask", json=ASK, headers=bearer(new, Origin=origin)).status_code == 200


def test_a_publishable_key_without_an_origin_is_refused(client: TestClient) -> None:
    new = make(client, publishable=True, origins=(SITE,))
    refused = client.post("/v1/ask", json=ASK, headers=bearer(new, Referer=f"{SITE}/page"))
    assert problem(refused, 403, "forbidden")["errors"][0]["field"] == "Origin"


@pytest.mark.parametrize("origin", [SITE, "http://testserver"])
def test_no_origins_means_none(client: TestClient, origin: str) -> None:
    new = make(client, publishable=True)
    problem(client.post("/v1/ask", json=ASK, headers=bearer(new, Origin=origin)), 403, "forbidden")
    problem(client.options("/v1/ask", headers=preflight(origin)), 403, "forbidden")


def test_a_preflight_lets_allowed_pages_go_on(client: TestClient) -> None:
    new = make(client, publishable=True, origins=(SITE,))
    answer = client.options("/v1/ask", headers=preflight(SITE))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers[CORS] == SITE
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert "Origin" in answer.headers["vary"]
    keys_of(client).revoke(new.key.id)
    problem(client.options("/v1/ask", headers=preflight(SITE)), 403, "forbidden")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/v1/documents", "POST"),
        ("/v1/documents/war", "DELETE"),
        ("/v1/keys", "GET"),
        ("/documents/war", "GET"),
        ("/sign-in", "POST"),
        ("/health", "GET"),
        ("/nowhere", "GET"),
    ],
)
def test_what_a_publishable_key_cannot_do_has_no_preflight(
    client: TestClient, path: str, method: str
) -> None:
    make(client, publishable=True, origins=(SITE,))
    refused = client.options(path, headers=preflight(SITE, method))
    assert refused.status_code == 403
    assert CORS not in refused.headers


def test_an_open_service_is_not_open_to_other_sites(client: TestClient) -> None:
    problem(client.options("/v1/ask", headers=preflight(SITE)), 403, "forbidden")
    assert CORS not in client.post("/v1/ask", json=ASK, headers={"Origin": SITE}).headers


def test_a_secret_key_is_not_for_web_pages(client: TestClient) -> None:
    make(client, publishable=True, origins=(SITE,))
    answer = client.post("/v1/ask", json=ASK, headers=bearer(make(client), Origin=SITE))
    assert answer.status_code == 200
    assert CORS not in answer.headers


def test_a_page_can_read_why_it_was_refused(client: TestClient) -> None:
    new = make(client, publishable=True, origins=(SITE,), per_minute=1)
    headers = bearer(new, Origin=SITE)
    assert client.post("/v1/ask", json=ASK, headers=headers).status_code == 200
    limited = client.post("/v1/ask", json=ASK, headers=headers)
    problem(limited, 429, "too-many-requests")
    assert limited.headers[CORS] == SITE
    assert "Retry-After" in limited.headers["access-control-expose-headers"]
    unknown = client.post("/v1/ask", json=ASK, headers={"Authorization": "Bearer pk_x", "Origin": SITE})
    assert problem(unknown, 401, "unauthenticated")
    assert unknown.headers[CORS] == SITE


def test_problems_of_routes_can_be_read_too(client: TestClient) -> None:
    headers = bearer(make(client, publishable=True, origins=(SITE,)), Origin=SITE)
    for body, status in (({}, 422), ({**ASK, "collection": "nowhere"}, 404)):
        answer = client.post("/v1/ask", json=body, headers=headers)
        assert (answer.status_code, answer.headers[CORS]) == (status, SITE)


def test_document_pages_may_be_framed_by_the_origins_and_no_other_page(client: TestClient) -> None:
    def framing(path: str, **headers: str) -> str:
        policy = client.get(path, headers=headers).headers["content-security-policy"]
        return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)

    closed = framing("/documents/war")
    assert closed in ("frame-ancestors 'self'", "frame-ancestors 'none'")
    make(client, publishable=True, origins=(SITE,))
    gone = make(client, publishable=True, origins=("https://gone.example",))
    keys_of(client).revoke(gone.key.id)
    other = make(client, publishable=True, origins=(OTHER,))
    signed = client.post("/v1/ask", json=ASK, headers=bearer(other, Origin=OTHER)).json()
    ticket = signed["passages"][0]["citation"]["url"]
    assert framing(ticket) == f"frame-ancestors 'self' {OTHER}", (
        "the sites of other keys are nobody's business"
    )
    keys_of(client).revoke(other.key.id)
    secret = bearer(make(client))
    assert framing("/documents/war", **secret) == f"frame-ancestors 'self' {SITE}"
    assert framing("/documents", **secret) == closed
    assert framing("/sign-in") == framing("/documents/war") == "frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("authorization,x-stainless-arch,mcp-protocol-version", "x-stainless-arch"),
        ("bad header\u00e9", "Authorization"),
        ("", "Authorization"),
    ],
)
def test_a_client_may_send_headers_of_its_own(client: TestClient, wanted: str, allowed: str) -> None:
    make(client, publishable=True, origins=(SITE,))
    headers = [(k.encode(), v.encode("latin-1")) for k, v in preflight(SITE, wanted=wanted).items()]
    answer = client.options("/v1/chat/completions", headers=headers)
    assert answer.status_code == 204
    assert allowed in answer.headers["access-control-allow-headers"]


def test_limits_count_no_preflight(client: TestClient) -> None:
    new = make(client, publishable=True, origins=(SITE,), per_minute=1, per_day=1)
    for _ in range(3):
        assert client.options("/v1/ask", headers=preflight(SITE)).status_code == 204
    assert client.post("/v1/ask", json=ASK, headers=bearer(new, Origin=SITE)).status_code == 200


@pytest.mark.parametrize("scope", [Scope.INGEST, Scope.ADMIN])
def test_a_publishable_key_that_could_do_more_cannot_be_made(client: TestClient, scope: Scope) -> None:
    with pytest.raises(InvalidInput):
        make(client, Scope.ASK, scope, publishable=True, origins=(SITE,))
