"""Access control of conversations, OpenAI's API and MCP."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore, NewKey
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import SITE, bearer, make, problem
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.serving import served
from tests.support.waiting import until

ASK = {"question": "How many soldiers came?"}


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    for collection in ("a", "b"):
        service.ingester.add(collection, [Document("war", "Twelve soldiers came.")])


@pytest.fixture
def own(service: Service) -> NewKey:
    """A key of the collection a."""
    return KeyStore(Database(service.settings.home)).create(Grant("own", collections=("a",)))


@pytest.fixture
def address(service: Service, own: NewKey) -> Iterator[str]:
    """Where the service runs, closed."""
    with served(service) as address:
        yield address


def test_a_site_streams_answers_whose_citations_open(client: TestClient) -> None:
    headers = bearer(make(client, publishable=True, origins=(SITE,), collections=("a",)), Origin=SITE)
    body = {**ASK, "collection": "a"}
    streamed = client.post("/v1/chat", json={**body, "stream": True}, headers=headers)
    assert streamed.headers["access-control-allow-origin"] == SITE
    assert "&ticket=" in streamed.text
    plain = client.post("/v1/chat", json=body, headers=headers).json()
    assert client.get(plain["response"]["answer"]["citations"][0]["url"]).status_code == 200
    problem(client.post("/v1/chat", json={**body, "collection": "b"}, headers=headers), 403, "forbidden")


def test_openais_client_needs_the_key_and_sees_its_collections(address: str, own: NewKey) -> None:
    messages: list[Any] = [{"role": "user", "content": ASK["question"]}]
    with openai.OpenAI(base_url=f"{address}/v1", api_key=own.secret, max_retries=0) as client:
        done = client.chat.completions.create(model="sourceline/a", messages=messages)
        assert "Twelve" in (done.choices[0].message.content or "")
        assert [model.id for model in client.models.list()] == ["sourceline/a"]
        for model in ("sourceline/b", "sourceline", "sourceline/nowhere"):
            with pytest.raises(openai.PermissionDeniedError):
                client.chat.completions.create(model=model, messages=messages)
    with (
        openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError, match="not known"),
    ):
        client.chat.completions.create(model="sourceline/a", messages=messages)


def call(address: str, key: NewKey, tool: str, **arguments: Any) -> Any:
    """Call a tool with a key."""

    async def scenario() -> Any:
        async with (
            httpx2.AsyncClient(headers=bearer(key), timeout=30) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            return await client.call_tool(tool, arguments)

    return asyncio.run(scenario())


def test_the_citations_of_tools_lead_to_their_pages_for_a_publishable_key(
    tmp_path: Path, embedder: FakeEmbedder
) -> None:
    service = Service(Settings(home=tmp_path / "far", host="0.0.0.0"), embedder, FakeReader())
    service.ingester.add("a", [Document("war", "Twelve soldiers came.")])
    with TestClient(create_app(service)) as client:
        until(lambda: client.get("/ready").status_code == 200)
        lead_to_their_pages(client)


def lead_to_their_pages(client: TestClient) -> None:
    """Call every tool from a web page."""
    new = make(client, publishable=True, origins=(SITE,), collections=("a",))
    headers = {"Origin": SITE, "Accept": "application/json, text/event-stream"}
    found = client.post(
        "/v1/search", json={**ASK, "collection": "a"}, headers=bearer(new, Origin=SITE)
    ).json()
    cited = found["passages"][0]["citation"]
    place = {"document_id": cited["document_id"], "version": cited["version"], "start": 0, "end": 6}
    for tool, arguments in (("ask", ASK), ("search", ASK), ("get_passage", place)):
        call = {"name": tool, "arguments": {**arguments, "collection": "a"}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        reply = client.post("/mcp", json=body, headers=bearer(new, **headers))
        urls = set(re.findall(r'"url": ?"([^"]+)"', json.dumps(reply.json())))
        assert urls
        for url in urls:
            assert client.get(url).status_code == 200, tool


def test_tools_are_kept_to_the_keys_collections(address: str, own: NewKey) -> None:
    assert "Twelve" in call(address, own, "ask", **ASK, collection="a").structured_content["answer"]
    where = {"document_id": "war", "version": "v", "start": 0, "end": 1}
    for tool, arguments in (("ask", ASK), ("search", ASK), ("get_passage", where)):
        for collection in ("b", "default"):
            refused = call(address, own, tool, **arguments, collection=collection)
            assert refused.is_error
            assert "may not use the collection" in refused.content[0].text
    assert httpx2.post(f"{address}/mcp", json={}).status_code == 401
