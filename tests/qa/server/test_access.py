"""Access control: every address has a rule, and every scope is tried against every address."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.rules import RULES, Rule, rules_of
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import SITE, bearer, keys_of, make, problem
from tests.support.fakes import FakeEmbedder, FakeReader

ASK, INGEST, ADMIN = Scope
QUESTION = {"question": "How many soldiers came?"}


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    for collection in ("a", "b"):
        service.ingester.add(collection, [Document("war", "Twelve soldiers came.")])


# Declared ------------------------------------------------------------------------------------------------


def routes(app: FastAPI) -> set[tuple[str, str]]:
    """Every method and path that the application answers; a mount answers GET and HEAD below it."""
    found = set()
    for context in iter_route_contexts(app.routes):
        path = context.path or ""
        if isinstance(context.original_route, Mount):
            found |= {("GET", path + "/{path:path}"), ("HEAD", path + "/{path:path}")}
        else:
            assert context.methods, f"{path} has no methods"
            found |= {(method, path) for method in context.methods}
    return found


def test_every_route_declares_its_scope_and_nothing_else_does(service: Service) -> None:
    declared = [(method, rule.path) for rule in RULES for method in rule.methods.split()]
    assert len(declared) == len(set(declared))
    assert routes(create_app(service)) == set(declared)


def test_overlapping_addresses_need_the_same_scope() -> None:
    """So that it does not matter which of two the router takes."""
    for rule in RULES:
        path = re.sub(r"\{\w+(:path)?\}", "x", rule.path)
        for method in rule.methods.split():
            assert rules_of(path)[method].scope is rule.scope


@pytest.mark.parametrize("keyed", [False, True])
def test_a_route_that_declares_nothing_is_not_there(service: Service, keyed: bool) -> None:
    app = create_app(service)
    for path in ("/v1/backdoor", "/v1/ask"):
        app.add_route(path, lambda request: PlainTextResponse("in"), methods=["GET"])
    with TestClient(app) as client:
        headers = bearer(make(client, ADMIN)) if keyed else {}
        problem(client.get("/v1/backdoor", headers=headers), 404, "not-found")
        wrong = client.get("/v1/ask", headers=headers)
        problem(wrong, 405, "method-not-allowed")
        assert wrong.headers["allow"] == "POST"


@pytest.mark.parametrize("keyed", [False, True], ids=["open", "keyed"])
def test_the_documentation_says_which_scope(client: TestClient, keyed: bool) -> None:
    if keyed:
        make(client, ADMIN)
    schema = client.get("/openapi.json").json()
    assert client.get("/openapi.json").json() == schema
    assert schema["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    operations = [(p, m, op) for p, item in schema["paths"].items() for m, op in item.items()]
    for path, method, operation in operations:
        rule = rules_of(path)[method.upper()]
        needs = rule.scope is not None and (keyed or rule.always_keyed)
        assert ("security" in operation) == needs, path
        assert {"401", "403", "429"} <= set(operation["responses"]) or rule.scope is None
        assert f"`{rule.scope}`" in operation.get("description", "") or rule.scope is None


# Every scope, every address ------------------------------------------------------------------------------

HOLDERS: dict[str, tuple[Scope, ...]] = {
    "nobody": (),
    "ask": (ASK,),
    "ingest": (INGEST,),
    "ask and ingest": (ASK, INGEST),
    "admin": (ADMIN,),
    "publishable": (ASK,),
    "revoked": (ADMIN,),
}
CALLS = [(method, rule) for rule in RULES for method in rule.methods.split()]


def send(client: TestClient, method: str, rule: Rule, headers: dict[str, str]) -> Any:
    """Call an address with what it takes, or near enough."""
    path = re.sub(r"\{\w+(:path)?\}", "x", rule.path)
    bodies = {"/v1/documents": {"documents": [{"id": "new", "text": "Iron."}]}}
    body = bodies.get(path, QUESTION) if method == "POST" and path.startswith("/v1") else None
    return client.request(method, path, json=body, headers=headers, follow_redirects=False)


def refusal(rule: Rule, holder: str) -> int | None:
    """The status with which an address refuses a holder; None where it does not."""
    if rule.scope is None or ({rule.scope, ADMIN} & {*HOLDERS[holder]} and holder != "revoked"):
        return None
    return 401 if holder in ("nobody", "revoked") else 403


@pytest.mark.parametrize("holder", HOLDERS)
def test_every_scope_against_every_address(client: TestClient, holder: str) -> None:
    public = {"publishable": True, "origins": (SITE,)} if holder == "publishable" else {}
    new = make(client, *HOLDERS[holder], **public)
    headers = {} if holder == "nobody" else bearer(new, Origin=SITE)
    if holder == "revoked":
        keys_of(client).revoke(new.key.id)
    for method, rule in CALLS:
        status = send(client, method, rule, headers).status_code
        if (method, rule.path) in (("POST", "/sign-in"), ("POST", "/sign-out")) and headers:
            assert status == 403, "another site submits it"
        elif (method, rule.path) == ("POST", "/sign-in"):
            assert status == 401, "no key was entered there"
        elif expected := refusal(rule, holder):
            assert status == expected, f"{method} {rule.path}"
        else:
            assert status < 500, f"{method} {rule.path}"
            assert status not in (401, 403, 429), f"{method} {rule.path}"


def test_a_service_without_keys_is_open_but_for_keys(client: TestClient) -> None:
    for method, rule in CALLS:
        status = send(client, method, rule, {}).status_code
        assert (status == 401) == (rule.always_keyed or (method, rule.path) == ("POST", "/sign-in"))


def test_the_first_key_closes_a_running_service_and_revoking_it_does_not_open_it(
    client: TestClient, service: Service
) -> None:
    ask = {"json": {**QUESTION, "collection": "a"}}
    assert client.post("/v1/ask", **ask).status_code == 200  # type: ignore[arg-type]
    elsewhere = KeyStore(Database(service.settings.home))  # as another process has it
    new = elsewhere.create(Grant("first"))
    assert client.post("/v1/ask", **ask).status_code == 401  # type: ignore[arg-type]
    assert client.post("/v1/ask", headers=bearer(new), **ask).status_code == 200  # type: ignore[arg-type]
    elsewhere.revoke(new.key.id)
    problem(client.post("/v1/ask", headers=bearer(new), **ask), 401, "unauthenticated")  # type: ignore[arg-type]
    assert client.post("/v1/ask", **ask).status_code == 401  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("192.0.2.1", 200),
        ("evil.example", 403),
        ("evil.example:8080", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example", 403),
        ("[::1].evil.example", 403),
    ],
)
def test_no_name_of_somebody_elses_reaches_an_open_service(
    client: TestClient, host: str, status: int
) -> None:
    assert client.get("/v1/documents?collection=a", headers={"Host": host}).status_code == status
    assert client.get("/documents/war?collection=a", headers={"Host": host}).status_code == status
    assert client.get("/health", headers={"Host": host}).status_code == 200
    keyed = bearer(make(client), Host=host)
    assert client.get("/v1/documents?collection=a", headers=keyed).status_code == 200


def test_a_service_for_others_is_never_open(tmp_path: Path) -> None:
    service = Service(Settings(home=tmp_path, host="0.0.0.0"), FakeEmbedder(), FakeReader())
    with TestClient(create_app(service)) as client:
        assert client.get("/health").status_code == 200
        problem(client.post("/v1/ask", json=QUESTION), 401, "unauthenticated")
        assert client.get("/documents").status_code == 401


# The key itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer {} {}", "Bearer sk_x", "Bearer \x80é"],
)
def test_a_header_that_carries_no_known_key_is_refused(client: TestClient, header: str) -> None:
    new = make(client)
    value = header.replace("{}", new.secret).encode("latin-1")
    refused = client.post("/v1/ask", json=QUESTION, headers={b"Authorization": value})
    body = problem(refused, 401, "unauthenticated")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert body["detail"]


def test_the_scheme_is_read_in_any_case_and_keys_are_not_taken_from_addresses(client: TestClient) -> None:
    new = make(client, ADMIN)
    assert client.get("/v1/keys", headers={"Authorization": f"bEARER  {new.secret}"}).status_code == 200
    assert client.get(f"/v1/keys?key={new.secret}").status_code == 401


def test_a_key_may_come_in_a_header_of_its_own(client: TestClient) -> None:
    new, other = make(client, ADMIN), make(client, ASK)

    def status(**headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get("/v1/keys", headers=sent).status_code

    assert status(X_API_Key=new.secret) == 200
    assert status(X_API_Key=other.secret) == 403
    assert (status(X_API_Key="sk_x"), status(X_API_Key="")) == (401, 401)
    assert status(X_API_Key=new.secret, Authorization="Basic cHJveHk6eA==") == 200, "a proxy's password"
    assert status(X_API_Key=new.secret, Authorization=f"Bearer {other.secret}") == 403, "Bearer wins"
    schemes = client.get("/openapi.json").json()["components"]["securitySchemes"]
    assert schemes["keyHeader"]["name"] == "X-API-Key"


def test_nothing_of_a_body_is_read_without_a_key(client: TestClient) -> None:
    make(client)
    seen: list[Any] = []

    async def receive() -> Any:
        seen.append("read")
        return {"type": "http.request", "body": b"x"}

    async def run() -> int:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/documents",
            "raw_path": b"/v1/documents",
            "headers": [],
            "query_string": b"",
        }
        await client.app(scope, receive, send)
        return int(sent[0]["status"])

    assert asyncio.run(run()) == 401
    assert not seen


def test_no_secret_is_in_any_answer_or_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret, admin = make(client, INGEST), make(client, ADMIN)
    public = make(client, publishable=True, origins=(SITE,))
    gone = make(client)
    keys_of(client).revoke(gone.key.id)
    answers = []
    for new in (secret, admin, public, gone):
        for method, rule in CALLS:
            answers += [
                send(client, method, rule, bearer(new)),
                send(client, method, rule, bearer(new, Origin=SITE)),
            ]
        answers.append(client.post("/v1/ask", content=b"{", headers=bearer(new, Origin=SITE)))
        answers.append(client.post("/sign-in", data={"key": new.secret + "x"}))
        answers.append(client.post("/sign-in", data={"key": new.secret}, follow_redirects=False))
    told = "".join(f"{answer.headers}{answer.text}" for answer in answers)
    for new in (secret, admin, public, gone):
        assert new.secret[16:] not in told + caplog.text
    assert len({answer.status_code for answer in answers}) > 4


def test_keys_are_listed_and_revoked_over_http(client: TestClient) -> None:
    admin, other = make(client, ADMIN), make(client, collections=("a",), per_day=7)
    listed = client.get("/v1/keys", headers=bearer(admin)).json()["keys"]
    assert [key["id"] for key in listed] == [admin.key.id, other.key.id]
    assert (listed[1]["collections"], listed[1]["per_day"], listed[1]["revoked"]) == (["a"], 7, None)
    revoked = client.delete(f"/v1/keys/{other.key.id}", headers=bearer(admin)).json()
    assert revoked["revoked"]
    assert client.get("/v1/collections", headers=bearer(other)).status_code == 401
    problem(client.delete("/v1/keys/nobody", headers=bearer(admin)), 404, "not-found")


def test_a_handler_without_a_caller_fails(client: TestClient) -> None:
    """A route that asks who calls, served without the check, is an error and never an open door."""
    from qa.server.auth.caller import caller_of

    with pytest.raises(KeyError):
        caller_of(Request({"type": "http"}))
