"""Limits of a key: a minute's and a day's, over restarts, its own and the default ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.server.app import create_app
from qa.server.auth import gatekeeper
from qa.server.auth.errors import TooManyRequests
from qa.server.auth.key import Grant
from qa.server.auth.rate_limit import TokenBuckets
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, keys_of, make, problem
from tests.support.fakes import FakeEmbedder, FakeReader


class Noon(datetime):
    """A clock that stands at noon, so that no test runs over midnight."""

    @classmethod
    def now(cls, tz: object = None) -> Noon:
        return cls(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "datetime", Noon)


def statuses(client: TestClient, headers: dict[str, str], times: int) -> list[int]:
    return [client.get("/v1/collections", headers=headers).status_code for _ in range(times)]


def test_a_minutes_requests_are_told_when_to_come_back(client: TestClient) -> None:
    clock = [0.0]
    client.app.state.gatekeeper.minute_limit = TokenBuckets(lambda: clock[0])  # type: ignore[attr-defined]
    one, other = bearer(make(client, per_minute=3)), bearer(make(client, per_minute=3))
    assert statuses(client, one, 4) == [200, 200, 200, 429]
    refused = client.get("/v1/collections", headers=one)
    problem(refused, 429, "too-many-requests")
    assert refused.headers["retry-after"] == "20"
    assert statuses(client, other, 1) == [200], "keys do not share a bucket"
    clock[0] = 20.0
    assert statuses(client, one, 2) == [200, 429]


def test_a_days_requests_are_counted_over_a_restart(service: Service) -> None:
    with TestClient(create_app(service)) as client:
        headers = bearer(make(client, per_day=3))
        assert statuses(client, headers, 2) == [200, 200]
    with TestClient(create_app(service)) as client:
        assert statuses(client, headers, 2) == [200, 429]
        refused = client.get("/v1/collections", headers=headers)
        problem(refused, 429, "too-many-requests")
        assert refused.headers["retry-after"] == str(12 * 60 * 60)
        assert refused.json()["detail"] == (
            "The key may send 3 requests a day and has sent them. The next day begins at midnight UTC. "
            "Send it again in 12 hours."
        )
        page = client.get("/", headers={**headers, "Accept": "text/html"})
        assert page.status_code == 429
        assert "3 requests a day" in page.text
        assert "in 12 hours" in page.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (3601, "2 hours"),
        (86_400, "24 hours"),
    ],
)
def test_how_long_to_wait_is_said_in_fitting_units(seconds: int, words: str) -> None:
    assert TooManyRequests("Too many.", seconds).hint == f"Send it again in {words}."


def test_keys_without_figures_take_the_settings(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, requests_per_minute=2, requests_per_day=4)
    with TestClient(create_app(Service(settings, FakeEmbedder(), FakeReader()))) as client:
        assert statuses(client, bearer(make(client)), 3) == [200, 200, 429]
        assert statuses(client, bearer(make(client, per_minute=100)), 5) == [200] * 4 + [429]
        assert statuses(client, bearer(make(client, per_minute=100, per_day=100)), 6) == [200] * 6


def test_pages_count_too(client: TestClient) -> None:
    client.post("/sign-in", data={"key": make(client, per_minute=2).secret}, follow_redirects=False)
    found = [client.get("/", headers={"Accept": "text/html"}).status_code for _ in range(3)]
    assert found == [200, 200, 429]


def test_what_is_refused_for_its_scope_does_not_count(client: TestClient) -> None:
    headers = bearer(make(client, Scope.ASK, per_minute=1, per_day=1))
    assert client.get("/v1/jobs", headers=headers).status_code == 403
    assert client.get("/v1/keys", headers=headers).status_code == 403
    assert statuses(client, headers, 2) == [200, 429]


def test_what_is_open_does_not_count_and_is_not_limited(client: TestClient) -> None:
    headers = bearer(make(client, per_minute=1, per_day=1))
    assert statuses(client, headers, 2) == [200, 429]
    assert [client.get("/health", headers=headers).status_code for _ in range(3)] == [200] * 3


def test_use_is_noted_to_the_hour(client: TestClient) -> None:
    new = make(client)
    statuses(client, bearer(new), 1)
    assert keys_of(client).get(new.key.id).last_used == "2026-11-23T12:00:00+00:00"


def test_a_revoked_key_gives_its_limits_to_nobody(client: TestClient) -> None:
    gone = make(client, per_minute=1)
    keys_of(client).revoke(gone.key.id)
    assert statuses(client, bearer(gone), 3) == [401] * 3
    assert keys_of(client).create(Grant("next")).key.id != gone.key.id
