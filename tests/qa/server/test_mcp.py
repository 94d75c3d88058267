"""The official MCP client against a real server: tools, their results with citations, their errors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from mcp.client import Client

from index.documents import Document, version_name
from qa.schemas import Citation
from qa.service import Service
from tests.support.project import ROOT
from tests.support.server_process import server
from tests.support.serving import served

TEXT = "Rustem Umerov was born in Samarkand. The Kursk region was shelled by artillery in August."
BORN = "Where was Rustem Umerov born?"
MAIN = "How many North Korean troops were reported?"
T = TypeVar("T")


def talk(address: str, work: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    """Connect, do `work`, leave."""

    async def scenario() -> T:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await work(client)

    return asyncio.run(scenario())


def call(address: str, tool: str, **arguments: Any) -> Any:
    return talk(address, lambda client: client.call_tool(tool, arguments))


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """Where a service with two collections runs."""
    service.ingester.add("default", [Document("a", TEXT, "Umerov", metadata={"year": 2024})])
    service.ingester.add("other", [Document("b", "Iron melts.")])
    with served(service) as address:
        yield address


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_say_what_they_take_and_give(address: str, mode: str) -> None:
    tools = {tool.name: tool for tool in talk(address, lambda client: client.list_tools(), mode).tools}
    assert tools.keys() == {"ask", "search", "get_passage", "list_collections", "list_documents"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert set(tools["get_passage"].input_schema["required"]) == {"document_id", "version", "start", "end"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations
        assert tool.annotations.read_only_hint


def test_ask_answers_with_citations(address: str) -> None:
    result = call(address, "ask", question=BORN)
    assert not result.is_error
    found = result.structured_content
    assert "Samarkand" in found["answer"]
    assert len(found["answer"]) < len("Rustem Umerov was born in Samarkand"), "a short span"
    assert found["answer"] in found["citations"][0]["cited_text"]
    for citation in map(Citation.model_validate, found["citations"]):
        assert TEXT[citation.start_char_index : citation.end_char_index] == citation.cited_text
        assert citation.url.startswith(f"{address}/documents/a?")
        assert httpx.get(citation.url, trust_env=False).status_code == 200
    assert result.content[0].text.startswith(found["answer"] + "[^1]")


def test_ask_abstains(address: str) -> None:
    result = call(address, "ask", question="Xyzzy quux?")
    assert not result.is_error
    assert result.structured_content["answer"] is None
    assert result.structured_content["abstained"] is True
    assert result.content[0].text.startswith("No answer:")


def test_a_refusal_brings_the_nearest_passages(address: str) -> None:
    result = call(address, "ask", question="Why is the Kursk region so popular with birds?")
    found = result.structured_content
    assert found["answer"] is None
    cited = Citation.model_validate(found["passages"][0]["citation"])
    assert TEXT[cited.start_char_index : cited.end_char_index] == cited.cited_text
    assert httpx.get(cited.url, trust_env=False).status_code == 200
    assert f"Nearest passages:\n\n[1] Umerov, {cited.url}\n{TEXT}" in result.content[0].text
    assert call(address, "ask", question=BORN).structured_content["passages"] == []


def test_what_can_be_asked_about_is_listed(address: str) -> None:
    collections = call(address, "list_collections")
    assert [one["name"] for one in collections.structured_content["collections"]] == ["default", "other"]
    assert collections.content[0].text == "default: 1 documents\nother: 1 documents"
    documents = call(address, "list_documents", limit=1)
    assert documents.structured_content["documents"][0]["metadata"] == {"year": 2024}
    assert documents.content[0].text.startswith("a, Umerov")
    assert documents.structured_content["next"] is None
    assert call(address, "list_documents", contains="zzz").content[0].text == "No document."


def test_a_long_list_goes_on(service: Service) -> None:
    service.ingester.add("default", [Document(str(n), f"Number {n}.") for n in range(5)])
    with served(service) as address:
        seen, after = [], ""
        while after is not None:
            page = call(address, "list_documents", limit=2, after=after).structured_content
            seen += [one["id"] for one in page["documents"]]
            after = page["next"]
    assert seen == [*"01234"]


def test_query_is_accepted_for_question(address: str) -> None:
    assert "Samarkand" in call(address, "ask", query=BORN).structured_content["answer"]
    assert call(address, "search", query="Kursk").structured_content["passages"]
    assert call(address, "ask", query=" ").content[0].text.startswith("query: The text is empty.")


def test_search_gives_passages_that_get_passage_reads_again(address: str) -> None:
    found = call(address, "search", question="Kursk", top_k=1).structured_content["passages"]
    cited = Citation.model_validate(found[0]["citation"])
    assert found[0]["text"] == cited.cited_text == TEXT
    where = {"document_id": cited.document_id, "version": cited.version, "start": 7, "end": 13}
    read = call(address, "get_passage", **where)
    assert read.structured_content["text"] == read.content[0].text == "Umerov"
    assert httpx.get(read.structured_content["url"], trust_env=False).status_code == 200


def test_collections_and_filters_are_obeyed(address: str) -> None:
    other = call(address, "search", question="melts", collection="other").structured_content
    assert [p["citation"]["document_id"] for p in other["passages"]] == ["b"]
    none = call(address, "search", question="Kursk", filters={"year": 1999})
    assert none.structured_content["passages"] == []
    assert none.content[0].text == "No passage found."


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": "x", "collection": "none"}, "none"),
        ("ask", {}, "question: This field is required. Add it."),
        ("ask", {"question": 3}, "question: Text was expected; this is a number. Send a JSON string."),
        (
            "ask",
            {"question": "x", "colection": "y"},
            "colection: There is no such argument. Did you",
        ),
        ("search", {"question": "x", "top_k": 0, "filters": 3}, "filters: An object was expected"),
        ("list_documents", {"collection": "none"}, "collection: There is no collection 'none'."),
        ("answer", {}, "There is no tool 'answer'. Call ask, search"),
        ("search", {"question": "x", "filters": {"$bad": 1}}, "$bad"),
        ("search", {"question": "x", "top_k": 0}, "top_k"),
        ("ask", {"question": "   "}, "at least 1 character"),
        ("get_passage", {"document_id": "a", "version": "0" * 64, "start": 0, "end": 1}, "version"),
        ("get_passage", {"document_id": "a", "version": version_name(TEXT), "start": 0, "end": 999}, "999"),
        ("get_passage", {"document_id": "a", "version": version_name(TEXT), "start": 9, "end": 3}, "behind"),
    ],
)
def test_what_is_wrong_is_said_to_the_model(
    address: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    result = call(address, tool, **arguments)
    assert result.is_error
    assert said in result.content[0].text
    for inside in ("Traceback", "pydantic", "Error executing", "validation error"):
        assert inside not in result.content[0].text


def test_a_page_elsewhere_does_not_reach_it(address: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    for headers in ({"host": "evil.example"}, {"origin": "http://evil.example"}):
        reply = httpx.post(f"{address}/mcp", json=body, headers={**accept, **headers}, trust_env=False)
        assert reply.status_code in (403, 421)


def test_an_application_runs_twice(service: Service) -> None:
    service.ingester.add("default", [Document("a", TEXT)])
    for _ in range(2):
        with served(service) as address:
            assert "Samarkand" in call(address, "ask", question=BORN).structured_content["answer"]


@pytest.mark.real_model
def test_a_server_process_answers_the_seed_question(tmp_path: Path) -> None:
    seed = (ROOT / "seeds" / "north-korean-troops-in-kursk.txt").read_text(encoding="utf-8")
    command = ("-m", "qa", "serve", "--port", "0", "--ingest", str(ROOT / "seeds"))
    with server(tmp_path, 0, *command) as (http, _):
        found = call(str(http.base_url).rstrip("/"), "ask", question=MAIN).structured_content
    assert found["answer"].split()[-1] in ("12,000", "15,000")
    assert {"12,000", "15,000"} <= {word for c in found["claims"] for word in c["value"].split()}
    for citation in found["citations"] + [c for claim in found["claims"] for c in claim["citations"]]:
        assert seed[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]
