"""Long runs of words and marks at every place of the API that takes text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.faults import http_runs
from tests.faults.http_runs import running, sent_runs
from tests.faults.run_tokens import mixed, units
from tests.faults.text_places import text_places

#: One place of each kind, as it is called.
KNOWN_PLACES = {
    "POST /v1/ask json question",
    "POST /v1/chat json history.-1.answer",
    "POST /v1/chat/completions json messages.-1.content",
    "POST /v1/documents json documents.-1.metadata.k.-1",
    "POST /v1/documents form file.-1",
    "POST /v1/search json filters.k.$contains",
    "POST /v1/search json filters.*",
    "PUT /v1/documents/{id} path id",
    "PATCH /v1/keys/{id} json access.-1",
    "GET /v1/documents query q",
    "GET /documents query q",
    "POST /mcp tool params.arguments.question",
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """One whose key may do everything."""
    with running(tmp_path) as client:
        yield client


def test_the_places_of_all_kinds_are_found(client: TestClient) -> None:
    places = text_places(client)
    assert {str(place) for place in places} >= KNOWN_PLACES
    accepted = sum(place.send(client, "wax").status_code < 400 for place in places)
    assert accepted > len(places) / 3, "most others want a date, or what is not there"


def test_runs_are_answered_in_good_time_everywhere(client: TestClient) -> None:
    known, chance = units(), random.Random(0)
    places = text_places(client)
    for place in chance.sample(places, len(places) // 4):
        tried = [chance.choice((chance.choice(known), mixed(chance, known)))]
        assert not [one for one in sent_runs(client, place, tried) if one.bad]


@pytest.mark.slow
def test_many_runs_are_answered_in_good_time_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["http_runs"])
    assert http_runs.main() == 0
