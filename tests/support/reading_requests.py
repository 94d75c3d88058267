"""Requests to every address that tells of the documents of the labelled corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from index.documents import version_name
from tests.support.labelled_corpus import CORPUS, QUESTIONS


class Asked(NamedTuple):
    """A request that reads."""

    rule: str
    path: str
    body: dict[str, Any] | None = None

    @property
    def answered_by(self) -> str | None:
        """The document that answers its question, if it asks one."""
        messages = (self.body or {}).get("messages", [{}])
        question = messages[0].get("content") or (self.body or {}).get("question", "")
        return QUESTIONS.get(question)


def requests() -> Iterator[Asked]:
    """Requests to every address that tells of documents: of what is there, and of what may be hidden."""
    for question in QUESTIONS:
        for more in ({}, {"filters": {"grade": 7}}, {"filters": {"kind": "dock"}}, {"spelling": False}):
            body = {"question": question, "top_k": 40, "abstain": False, **more}
            yield Asked("/v1/ask", "/v1/ask", body)
            yield Asked("/v1/search", "/v1/search", {"question": question, "top_k": 40, **more})
        yield Asked("/v1/chat", "/v1/chat", {"question": question, "top_k": 40, "abstain": False})
        messages = [{"role": "user", "content": question}]
        yield Asked(
            "/v1/chat/completions", "/v1/chat/completions", {"model": "sourceline", "messages": messages}
        )
    for misspelt in ("When is the zirkonum kiln fired?", "When does the Remot Engin Board meet?"):
        yield Asked("/v1/ask", "/v1/ask", {"question": misspelt, "top_k": 40, "abstain": False})
    yield Asked("/v1/search", "/v1/search", {"question": "crane", "top_k": 40, "as_of": "2020-01-01"})
    for question in QUESTIONS:
        yield tool("search", question=question, top_k=40)
    yield tool("search", question="When is the zirkonum kiln fired?", top_k=40)
    for one in CORPUS:
        id = quote(one.body["id"], safe="")
        yield Asked("/v1/documents/{id:document}", f"/v1/documents/{id}")
        yield Asked("/v1/documents/{id:document}", f"/v1/documents/{id}?source={one.source}")
        yield Asked("/v1/documents/{id:path}/original", f"/v1/documents/{id}/original")
        for text in (*one.before, one.body["text"]):
            version = version_name(text)
            span = f"/v1/documents/{id}/versions/{version}/text?start=0&end=5"
            yield Asked("/v1/documents/{id:path}/versions/{version}/text", span)
            yield Asked("/documents/{id:path}", f"/documents/{id}?version={version}&start=0&end=5")
            yield Asked("/originals/{version}", f"/originals/{version}?document_id={id}")
            yield Asked("/originals/{version}/pages/{page}", f"/originals/{version}/pages/1?document_id={id}")
            cited = {"document_id": one.body["id"], "version": version, "cited_text": text[:5]}
            cited |= {"start_char_index": 0, "end_char_index": 5}
            feedback = {"question": "?", "verdict": "up", "citations": [cited], "generation": 1}
            yield Asked("/v1/feedback", "/v1/feedback", feedback)
        yield Asked("/documents/{id:path}", f"/documents/{id}")
        where = {"document_id": one.body["id"], "version": version_name(one.body["text"])}
        yield tool("get_passage", **where, start=0, end=5)
    yield Asked("/v1/documents", "/v1/documents?limit=3")
    yield Asked("/v1/documents", "/v1/documents?limit=1000")
    yield Asked("/v1/documents", "/v1/documents?q=pay")
    yield Asked("/v1/documents", "/v1/documents?source=vault")
    yield Asked("/documents", "/documents")
    yield Asked("/", "/")
    yield Asked("/v1/collections", "/v1/collections")
    yield Asked("/v1/collections/{name}", "/v1/collections/default")
    yield Asked("/v1/sources", "/v1/sources")
    yield Asked("/v1/models", "/v1/models")
    yield Asked("/v1/suggestions", "/v1/suggestions?limit=8")


def tool(name: str, **arguments: Any) -> Asked:
    """A call of a tool of the Model Context Protocol."""
    call = {"name": name, "arguments": arguments}
    return Asked("/mcp", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
