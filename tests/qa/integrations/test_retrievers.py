"""The retrievers in the frameworks they are for: the real packages, a real server process, exact offsets."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from qa.client import Client, NotFound
from tests.support.machine import lacks
from tests.support.server_process import server

TEXTS = {"leave": "Parental leave is 14 weeks long.", "sick": "Sick pay is full for 6 weeks."}
QUESTION = "How long is parental leave?"


class Found(NamedTuple):
    """A passage as a framework shows it."""

    text: str
    metadata: dict[str, Any]
    score: float


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server runs that has documents."""
    with server(tmp_path_factory.mktemp("server")) as (http, _), Client(str(http.base_url)) as client:
        for id, text in TEXTS.items():
            client.documents.add({"id": id, "text": text, "title": f"On {id}", "metadata": {"of": id}})
        yield str(http.base_url).rstrip("/")


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")


def needed(package: str) -> None:
    """Skip the test without `package`, loudly."""
    if importlib.util.find_spec(package) is None:
        lacks(f"the package {package}")


def in_langchain(url: str, query: dict[str, Any], *, awaited: bool = False) -> list[Found]:
    needed("langchain_core")
    from langchain_core.runnables import RunnableLambda

    from qa.integrations.langchain import SourcelineRetriever

    retriever = SourcelineRetriever.model_validate({"url": url, "query": query})
    chain = retriever | RunnableLambda(list)
    documents = asyncio.run(chain.ainvoke(QUESTION)) if awaited else chain.invoke(QUESTION)
    return [Found(one.page_content, one.metadata, one.metadata["score"]) for one in documents]


def in_llamaindex(url: str, query: dict[str, Any], *, awaited: bool = False) -> list[Found]:
    needed("llama_index")
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    from qa.integrations.llamaindex import SourcelineRetriever

    engine = RetrieverQueryEngine.from_args(SourcelineRetriever(url, **query), llm=MockLLM())
    told = asyncio.run(engine.aquery(QUESTION)) if awaited else engine.query(QUESTION)
    return [Found(one.text, one.metadata, one.score) for one in told.source_nodes]


def in_haystack(url: str, query: dict[str, Any], *, awaited: bool = False) -> list[Found]:
    needed("haystack")
    from haystack import Pipeline

    from qa.integrations.haystack import SourcelineRetriever

    pipeline = Pipeline()
    pipeline.add_component("retriever", SourcelineRetriever(url, query=query))  # type: ignore[arg-type]
    trusted = ["qa.integrations.haystack"]
    stored = Pipeline.from_dict(pipeline.to_dict(), allowed_modules=trusted)
    inputs = {"retriever": {"query": QUESTION}}
    found = asyncio.run(stored.run_async(inputs)) if awaited else stored.run(inputs)
    return [Found(one.content, one.meta, one.score) for one in found["retriever"]["documents"]]


FRAMEWORKS = pytest.mark.parametrize("framework", [in_langchain, in_llamaindex, in_haystack])


@FRAMEWORKS
@pytest.mark.parametrize("awaited", [False, True], ids=["waited", "awaited"])
def test_the_best_passage_comes_first_with_its_place(url: str, framework: Any, awaited: bool) -> None:
    first, second = framework(url, {"top_k": 2}, awaited=awaited)
    assert first.text == TEXTS["leave"]
    assert first.score > second.score
    where = first.metadata
    assert where["document_title"] == "On leave"
    with Client(url) as client:
        text = client.documents.text(
            where["document_id"], where["version"], where["start_char_index"], where["end_char_index"]
        ).text
    assert text == first.text
    assert httpx.get(where["url"], trust_env=False).status_code == 200


@FRAMEWORKS
def test_filters_and_collections_are_obeyed(url: str, framework: Any) -> None:
    (only,) = framework(url, {"filters": {"of": "sick"}})
    assert only.text == TEXTS["sick"]
    with pytest.raises(Exception, match="no collection 'nowhere'") as caught:
        framework(url, {"collection": "nowhere"})
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert any(isinstance(error, NotFound) for error in chain)


def test_a_stored_key_of_haystack_is_no_secret(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    needed("haystack")
    from haystack.utils import Secret

    from qa.integrations.haystack import SourcelineRetriever

    monkeypatch.setenv("SOURCELINE_API_KEY", "sk_hidden")
    stored = SourcelineRetriever(url, Secret.from_env_var("SOURCELINE_API_KEY")).to_dict()
    assert os.environ["SOURCELINE_API_KEY"] not in str(stored)
    assert SourcelineRetriever.from_dict(stored).run(QUESTION)["documents"]
