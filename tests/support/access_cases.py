"""Keys for the tests of access control, and requests with them."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore, NewKey
from qa.server.auth.scopes import Scope

SITE = "https://www.example.org"


def keys_of(client: TestClient) -> KeyStore:
    """The keys of the service that `client` speaks to."""
    keys: KeyStore = client.app.state.gatekeeper.keys  # type: ignore[attr-defined]
    return keys


def make(client: TestClient, *scopes: Any, **grant: Any) -> NewKey:
    """Make a key; with no scopes, one that may ask."""
    return keys_of(client).create(Grant("test", scopes=scopes or (Scope.ASK,), **grant))


def bearer(new: NewKey, **headers: str) -> dict[str, str]:
    """The headers that carry a key."""
    return {"Authorization": f"Bearer {new.secret}", **headers}


def problem(response: Any, status: int, kind: str) -> Any:
    """The problem that a refusal holds."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["type"]) == (status, f"urn:sourceline:{kind}")
    return body
