"""A truth value is no number and a number no truth value, in any body."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

QUESTION = {"question": "Which metal boils?"}
CHAT = {"model": "sourceline", "messages": [{"role": "user", "content": "Which metal boils?"}]}
FEEDBACK = {"question": "q", "verdict": "up", "generation": 1}


@pytest.mark.parametrize(
    ("route", "body", "field", "values"),
    [
        ("/v1/ask", QUESTION, "max_error_rate", [False, True, "0.2"]),
        ("/v1/ask", QUESTION, "abstain", [0, 1, "true"]),
        ("/v1/search", QUESTION, "top_k", [True, "5"]),
        ("/v1/search", QUESTION, "spelling", [0, "no"]),
        ("/v1/chat", QUESTION, "stream", [0, "false"]),
        ("/v1/feedback", FEEDBACK, "generation", [False, "1"]),
        ("/v1/chat/completions", CHAT, "stream", [0, 1, "yes"]),
        ("/v1/chat/completions", CHAT, "stream_options", [{"include_usage": 0}]),
    ],
)
def test_what_is_of_another_type_is_refused(
    client: TestClient, route: str, body: dict[str, Any], field: str, values: list[Any]
) -> None:
    for value in values:
        reply = client.post(route, json={**body, field: value})
        assert reply.status_code in (400, 422), (value, reply.text)
        assert field in reply.text


def test_a_whole_number_may_be_written_with_a_point(client: TestClient) -> None:
    document = {"id": "d", "text": "Tungsten boils."}
    client.post("/v1/documents", params={"wait": "true"}, json={"documents": [document]})
    reply = client.post("/v1/search", json={**QUESTION, "top_k": 2.0})
    assert reply.status_code == 200, reply.text
