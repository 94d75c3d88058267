"""Where no answer is sure, every reply shows the closest passage, with the real models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mcp.client import Client

from index.documents import Document
from qa.service import Service
from qa.settings import Settings
from tests.support.serving import served

pytestmark = pytest.mark.real_model

CLOSEST = "No one except the harbour master may open the lock."
QUESTION = "Who may not open the lock?"
SHOWN = "No sure answer. Closest passage:"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service runs whose document says who may, not who may not."""
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    service.ingester.add("default", [Document("a", f"{CLOSEST} Boats wait at the red buoy.", "Lock")])
    with served(service) as address:
        yield address


def post(address: str, path: str, body: dict[str, Any]) -> Any:
    return httpx.post(f"{address}{path}", json=body, trust_env=False, timeout=30).json()


def test_the_api_gives_the_closest_passage_beside_no_answer(address: str) -> None:
    found = post(address, "/v1/ask", {"question": QUESTION})
    assert (found["level"], found["abstained"], found["answer"]) == ("unsure", True, None)
    assert found["closest"]["text"] == CLOSEST
    assert found["closest"]["citations"][0]["cited_text"] == CLOSEST


def test_a_completion_shows_it_with_a_footnote(address: str) -> None:
    body = {"model": "sourceline", "messages": [{"role": "user", "content": QUESTION}]}
    done = post(address, "/v1/chat/completions", body)
    text = done["choices"][0]["message"]["content"]
    assert [one["cited_text"] for one in done["citations"]] == [CLOSEST]
    assert done["citations"][0]["url"] in text
    assert text.startswith(SHOWN)
    assert CLOSEST.rstrip(".") in text
    assert "[^1]: " in text


def test_the_tool_of_mcp_shows_it(address: str) -> None:
    async def asked() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("ask", {"question": QUESTION})

    result = asyncio.run(asked())
    assert result.content[0].text.startswith(SHOWN)
    assert CLOSEST.rstrip(".") in result.content[0].text
    assert result.structured_content["answer"] is None
    assert result.structured_content["closest"] == CLOSEST
    assert CLOSEST in result.structured_content["passages"][0]["text"]
