"""What is believed of a request: the name that it is sent to, what a proxy says of it, where a form stood."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.errors import InvalidInput
from qa.server.app import create_app
from qa.server.auth.rules import RULES
from qa.server.auth.scopes import Scope
from qa.server.http.access_log import WithoutQueryValues, without_values
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import SITE, bearer, make, problem
from tests.support.fakes import FakeEmbedder, FakeReader

PROXY, ELSEWHERE = "10.1.2.3", "192.0.2.7"


def client_of(home: Path, address: str = "127.0.0.1", **settings: Any) -> Iterator[TestClient]:
    service = Service(Settings(home=home, **settings), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document("war", "Twelve soldiers came.")])
    with TestClient(create_app(service), client=(address, 5), raise_server_exceptions=False) as made:
        yield made


# Names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("qa.example.org", 200),
        ("QA.example.org:8080", 200),
        ("a.wild.example.org", 200),
        ("wild.example.org", 421),
        ("evil.example", 421),
        ("qa.example.org.evil.example", 421),
        ("", 421),
    ],
)
def test_only_trusted_names_are_answered(tmp_path: Path, host: str, status: int) -> None:
    hosts = ("qa.example.org", "*.wild.example.org")
    for client in client_of(tmp_path, trusted_hosts=hosts):
        headers = bearer(make(client), Host=host)
        assert client.get("/v1/documents", headers=headers).status_code == status
        assert client.get("/health", headers=headers).status_code == 200


def test_names_are_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_TRUSTED_HOSTS", "a.example, *.b.example")
    monkeypatch.setenv("SOURCELINE_GROUP_LABELS", '{"staff": ["group:hr", "group:all"]}')
    assert Settings().trusted_hosts == ("a.example", "*.b.example")
    assert Settings().group_labels == {"staff": ("group:hr", "group:all")}
    monkeypatch.setenv("SOURCELINE_GROUP_LABELS", "staff")
    with pytest.raises(InvalidInput, match="SOURCELINE_GROUP_LABELS"):
        Settings()


# Proxies ---------------------------------------------------------------------------------------------------

FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "qa.example.org",
    "X-Forwarded-For": f"{ELSEWHERE}, {PROXY}",
}


@pytest.mark.parametrize("address", [PROXY, ELSEWHERE])
def test_a_proxy_is_believed_if_it_is_trusted(tmp_path: Path, address: str) -> None:
    for client in client_of(tmp_path, address, trusted_proxies=("10.1.0.0/16",)):
        new = make(client)
        answer = client.post("/sign-in", data={"key": new.secret}, headers=FORWARDED, follow_redirects=False)
        assert ("Secure" in answer.headers["set-cookie"]) == (address == PROXY)
        said = client.post("/v1/ask", json={"question": "Who came?"}, headers=bearer(new, **FORWARDED))
        assert said.status_code == 200
        body = {"model": "sourceline", "messages": [{"role": "user", "content": "How many soldiers came?"}]}
        text = client.post("/v1/chat/completions", json=body, headers=bearer(new, **FORWARDED)).text
        assert ("https://qa.example.org/documents/war" in text) == (address == PROXY)


def test_a_page_with_a_name_of_its_own_does_not_get_in_as_a_proxy(tmp_path: Path) -> None:
    """DNS rebinding: the page's scripts send what they like, from this machine."""
    for client in client_of(tmp_path):
        assert client.get("/v1/documents", headers={"Host": "localhost"}).status_code == 200
        for name in ("localhost", "127.0.0.1"):
            headers = {"Host": "evil.example", "X-Forwarded-Host": name}
            problem(client.get("/v1/documents", headers=headers), 403, "forbidden")


def test_a_network_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="SOURCELINE_TRUSTED_PROXIES"):
        create_app(Service(Settings(home=tmp_path, trusted_proxies=("proxy",)), FakeEmbedder(), FakeReader()))


def test_mcp_answers_under_the_name_of_a_proxy_with_a_key(tmp_path: Path) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream", "Host": "qa.example.org"}
    for client in client_of(tmp_path):
        answer = client.post("/mcp", json=body, headers={**bearer(make(client)), **accept})
        assert answer.status_code == 200, answer.text
        assert "ask" in {tool["name"] for tool in answer.json()["result"]["tools"]}


# Forms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_another_site_signs_nobody_in_or_out(
    tmp_path: Path, path: str, headers: dict[str, str], status: int
) -> None:
    for client in client_of(tmp_path):
        data = {"key": make(client).secret}
        client.post("/sign-in", data=data)
        answer = client.post(path, data=data, headers=headers, follow_redirects=False)
        assert answer.status_code == status
        assert client.get("/documents").status_code == (401 if path == "/sign-out" and status == 303 else 200)


# Answers ---------------------------------------------------------------------------------------------------


def test_nothing_private_is_kept_guessed_or_framed(tmp_path: Path) -> None:
    private = [rule for rule in RULES if rule.scope is not None]
    for client in client_of(tmp_path):
        keys = (make(client, Scope.ADMIN), make(client, publishable=True, origins=(SITE,)), None)
        for rule in private:
            path = (
                re.sub(r"{id:\w+}", "war", rule.path)
                .replace("{name}", "default")
                .replace("{model:path}", "x")
            )
            path = path.replace("{version}", "x").replace("{page}", "1").replace("{id}", "x")
            for method in rule.methods.split():
                for key in keys:
                    headers = bearer(key, Origin=SITE) if key else {}
                    if method == "DELETE":
                        headers = {}
                    found = client.request(method, path, headers=headers).headers
                    assert found["cache-control"] == "no-store", (method, path)
                    assert found["x-content-type-options"] == "nosniff", (method, path)
                    assert "frame-ancestors" in found["content-security-policy"], (method, path)


def test_an_internal_error_is_private_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for client in client_of(tmp_path):
        monkeypatch.setattr(Service, "search", lambda self, query: 1 / 0)
        admin = bearer(make(client, Scope.ADMIN))
        answer = client.post("/v1/search", json={"question": "x"}, headers=admin)
        assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")


# The log ---------------------------------------------------------------------------------------------------


def test_no_value_of_a_query_stands_in_the_log_of_requests(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in client_of(tmp_path):
        log = logging.getLogger("uvicorn.access")
        assert [type(one) for one in log.filters].count(WithoutQueryValues) == 1
        with caplog.at_level(logging.INFO, "uvicorn.access"):
            arguments = ("1.2.3.4:5", "GET", "/documents/war?start=0&ticket=abc.def-1", "1.1", 200)
            log.info('%s - "%s %s HTTP/%s" %d', *arguments)
        assert caplog.messages == ['1.2.3.4:5 - "GET /documents/war?start=...&ticket=... HTTP/1.1" 200']


@pytest.mark.parametrize(("path", "kept"), [("/a", "/a"), ("/a?secret", "/a?..."), ("/a?b=c", "/a?b=...")])
def test_values_are_left_out(path: str, kept: str) -> None:
    assert without_values(path) == kept


def test_a_key_is_changed_over_http(tmp_path: Path) -> None:
    for client in client_of(tmp_path):
        admin, new = bearer(make(client, Scope.ADMIN)), make(client, access=("group:hr",))
        path = f"/v1/keys/{new.key.id}"
        changed = client.patch(path, headers=admin, json={"name": "HR", "per_minute": 7, "access": None})
        assert changed.status_code == 200
        assert {**changed.json(), "created": ""} | {"name": "HR", "per_minute": 7, "access": []} == {
            **changed.json(),
            "created": "",
        }
        past = client.patch(path, headers=admin, json={"expires": "2020-01-01"})
        assert past.json()["expires"] == "2020-01-02T00:00:00.000000+00:00"
        problem(client.post("/v1/ask", json={"question": "x"}, headers=bearer(new)), 401, "unauthenticated")
        for far in ("9999-12-31", "9999-12-31T23:59:59Z"):
            changed = client.patch(path, headers=admin, json={"expires": far})
            assert changed.json()["expires"] == "9999-12-31T23:59:59.000000+00:00"
        client.patch(path, headers=admin, json={"expires": None})
        assert client.post("/v1/ask", json={"question": "x"}, headers=bearer(new)).status_code == 200
        wrongs: dict[str, tuple[object, ...]] = {
            "per_day": (0, True, "7"),
            "scopes": ([],),
            "name": ("", "a\nb"),
            "expires": ("soon",),
        }
        for field, value in ((field, value) for field, values in wrongs.items() for value in values):
            wrong = problem(client.patch(path, headers=admin, json={field: value}), 422, "invalid-input")
            assert wrong["errors"][0]["field"] == field
        problem(client.patch("/v1/keys/x", headers=admin, json={"name": "y"}), 404, "not-found")


def test_the_examples_of_changing_a_key_work(tmp_path: Path) -> None:
    for client in client_of(tmp_path):
        admin, new = bearer(make(client, Scope.ADMIN)), make(client)
        body = client.get("/openapi.json").json()["paths"]["/v1/keys/{id}"]["patch"]["requestBody"]
        for example in body["content"]["application/json"]["examples"].values():
            changed = client.patch(f"/v1/keys/{new.key.id}", json=example["value"], headers=admin)
            assert changed.status_code == 200, changed.text


def test_a_session_and_a_link_end_with_their_key(tmp_path: Path) -> None:
    for client in client_of(tmp_path):
        admin, reader = bearer(make(client, Scope.ADMIN)), make(client)
        public = make(client, publishable=True, origins=(SITE,))
        client.post("/sign-in", data={"key": reader.secret})
        body = {"question": "How many soldiers came?", "abstain": False}
        found = client.post("/v1/ask", json=body, headers=bearer(public, Origin=SITE)).json()
        link = found["passages"][0]["citation"]["url"].partition("#")[0]
        assert "ticket=" in link
        assert client.get("/documents").status_code == 200
        for new in (reader, public):
            sent = client.patch(f"/v1/keys/{new.key.id}", headers=admin, json={"expires": "2020-01-01"})
            assert sent.status_code == 200
        assert client.get("/documents").status_code == 401
        client.cookies.clear()
        assert client.get(link).status_code == 401
