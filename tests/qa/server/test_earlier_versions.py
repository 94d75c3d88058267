"""`as_of` and filters that cannot match, over the API and on the command line."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.store.catalog import now


def put(client: TestClient, text: str, **more: Any) -> str:
    """Write document `a`; returns the moment after."""
    body = {"documents": [{"id": "a", "text": text, **more}]}
    assert client.post("/v1/documents", json=body).status_code == 200
    moment = now()
    time.sleep(0.002)
    return moment


def search(client: TestClient, **fields: Any) -> dict[str, Any]:
    """The response to a search for wax."""
    response = client.post("/v1/search", json={"question": "wax", **fields})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_an_earlier_version_is_searched_asked_and_cited(client: TestClient) -> None:
    first = put(client, "The wax costs 5 euros.")
    put(client, "The wax costs 7 euros.")
    asked = {"question": "What does the wax cost?", "abstain": False, "as_of": first}
    answer = client.post("/v1/ask", json=asked).json()
    assert answer["index"]["as_of"] == first
    (cited,) = answer["answer"]["citations"]
    address = f"/v1/documents/a/versions/{cited['version']}/text"
    span = {"start": cited["start_char_index"], "end": cited["end_char_index"]}
    assert client.get(address, params=span).json()["text"] == cited["cited_text"] == "costs 5 euros"
    assert [passage["text"] for passage in search(client)["passages"]] == ["The wax costs 7 euros."]
    assert search(client)["index"]["as_of"] is None


def test_before_the_first_version_the_response_says_so(client: TestClient) -> None:
    put(client, "Wax.")
    found = search(client, as_of="2020-01-01")
    assert found["passages"] == []
    (warning,) = found["warnings"]
    assert warning["field"] == "as_of"
    assert "oldest version" in warning["message"]
    answer = client.post("/v1/ask", json={"question": "wax?", "as_of": "2020-01-01"}).json()
    assert answer["abstained"]
    assert [warning["field"] for warning in answer["warnings"]] == ["as_of"]


def test_a_deleted_document_is_not_found_in_the_past(client: TestClient) -> None:
    moment = put(client, "Wax.")
    assert search(client, as_of=moment)["passages"]
    client.delete("/v1/documents/a")
    assert search(client, as_of=moment)["passages"] == []


@pytest.mark.parametrize("path", ["/v1/search", "/v1/ask"])
def test_a_date_that_is_none_is_refused(client: TestClient, path: str) -> None:
    response = client.post(path, json={"question": "wax", "as_of": "last week"})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["field"] == "as_of"
    assert "2024-11-05" in error["hint"]


def test_a_filter_that_cannot_match_says_why(client: TestClient) -> None:
    put(client, "Wax.", metadata={"year": 2024})
    assert search(client, filters={"year": 2025})["warnings"] == []
    for filters, field in (({"yaer": 2024}, "filters.yaer.$eq"), ({"year": "2024"}, "filters.year.$eq")):
        found = search(client, filters=filters)
        assert found["passages"] == []
        assert [warning["field"] for warning in found["warnings"]] == [field]


def test_the_dates_of_a_document_are_kept_apart(client: TestClient) -> None:
    put(client, "Wax.", published="2024-01-02", modified="2024-03-04T05:06:07+01:00")
    shown = client.get("/v1/documents/a").json()
    cited = search(client, filters={"modified": "2024-03-04"})["passages"][0]["citation"]
    for one in (shown, cited):
        assert (one["published"], one["modified"]) == ("2024-01-02", "2024-03-04T04:06:07Z")
        assert one["ingested"][:10] == now()[:10]
