"""What each method of a client sends, and what comes back: the same for both clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from qa.citation_schemas import Citation
from qa.client.fields import AskFields, QueryFields
from qa.feedback.records import Feedback, FeedbackList, StoredFeedback, Verdict
from qa.schemas import (
    AskQuery,
    AskResponse,
    ChatQuery,
    ChatResponse,
    ChatTurn,
    Query,
    SearchResponse,
)
from qa.server.routes.collection_bodies import CollectionDeleted, Collections, CollectionView
from qa.server.routes.documents.request_bodies import DocumentIn
from qa.server.routes.documents.response_bodies import (
    Deleted,
    DocumentDetail,
    DocumentPage,
    SpanText,
    WriteResult,
)
from qa.server.routes.jobs.response_bodies import Job, JobDetail, Jobs

Reply = TypeVar("Reply", bound=BaseModel)
#: Documents that are asked for at once by `documents.list`.
PAGE = 500

NewDocument = DocumentIn | Mapping[str, Any]
#: What was asked before, and answered.
Turn = ChatTurn | ChatResponse


class Health(BaseModel):
    """The server runs."""

    model_config = ConfigDict(extra="allow")

    status: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Call(Generic[Reply]):
    """One request.

    Args:
        reply: The model of its response.
        request: Further arguments of httpx's `request`: `params`, `json`, `files`, `data`.
        repeatable: Whether it does no harm when it is done twice.
    """

    method: str
    path: str
    reply: type[Reply]
    request: Mapping[str, Any] = field(default_factory=dict)
    repeatable: bool = True


def ask(question: str | AskQuery, fields: AskFields) -> Call[AskResponse]:
    """`POST /v1/ask`."""
    return Call("POST", "/v1/ask", AskResponse, {"json": _query(question, fields)})


def search(question: str | Query, fields: QueryFields) -> Call[SearchResponse]:
    """`POST /v1/search`."""
    return Call("POST", "/v1/search", SearchResponse, {"json": _query(question, fields)})


def chat(question: str | ChatQuery, history: Iterable[Turn], fields: AskFields) -> Call[ChatResponse]:
    """`POST /v1/chat`."""
    body = _query(question, fields)
    if turns := [_turn(one) for one in history]:
        body["history"] = turns
    return Call("POST", "/v1/chat", ChatResponse, {"json": body})


def stream(question: str | ChatQuery, history: Iterable[Turn], fields: AskFields) -> Call[ChatResponse]:
    """`POST /v1/chat`, answered by events."""
    call = chat(question, history, fields)
    return Call(call.method, call.path, call.reply, {"json": {**call.request["json"], "stream": True}})


def feedback(
    answered: AskResponse | ChatResponse, verdict: Verdict | str, comment: str | None
) -> Call[StoredFeedback]:
    """`POST /v1/feedback` on a response that searched; the closest quote counts as the answer."""
    standalone = answered.standalone if isinstance(answered, ChatResponse) else None
    response = answered.response if isinstance(answered, ChatResponse) else answered
    if response is None:
        raise ValueError("Nothing was searched for this reply, so there is nothing to judge.")
    shown = response.answer or response.closest
    quotes = [one for one in shown.citations if isinstance(one, Citation)] if shown else []
    body = Feedback.model_validate(
        {
            "question": answered.question,
            "standalone": standalone,
            "answer": shown.text if shown else None,
            "verdict": verdict,
            "collection": response.index.collection,
            "generation": response.index.generation,
            "citations": [quote.model_dump() for quote in quotes],
            "comment": comment,
        }
    )
    return _write("POST", "/v1/feedback", StoredFeedback, body.model_dump(mode="json"))


def latest_feedback(collection: str | None, limit: int) -> Call[FeedbackList]:
    """`GET /v1/feedback`."""
    return _get("/v1/feedback", FeedbackList, limit=limit, collection=collection)


def add(documents: Iterable[NewDocument], collection: str, source: str) -> Call[WriteResult]:
    """`POST /v1/documents`; the same content twice changes nothing."""
    return Call("POST", "/v1/documents", WriteResult, {"json": _documents(documents, collection, source)})


def add_later(documents: Iterable[NewDocument], collection: str, source: str) -> Call[Job]:
    """`POST /v1/documents?wait=false`."""
    request = {"json": _documents(documents, collection, source), "params": {"wait": "false"}}
    return Call("POST", "/v1/documents", Job, request, repeatable=False)


def documents_page(collection: str, q: str, source: str, after: str) -> Call[DocumentPage]:
    """`GET /v1/documents`."""
    found = {"collection": collection, "q": q, "source": source, "after": after, "limit": PAGE}
    return _get("/v1/documents", DocumentPage, **found)


def document(id: str, collection: str, source: str) -> Call[DocumentDetail]:
    """`GET /v1/documents/{id}`."""
    return _get(_document(id), DocumentDetail, collection=collection, source=source)


def span(id: str, version: str, start: int, end: int | None, collection: str) -> Call[SpanText]:
    """`GET /v1/documents/{id}/versions/{version}/text`."""
    path = f"{_document(id)}/versions/{_encoded(version)}/text"
    return _get(path, SpanText, start=start, end=end, collection=collection)


def delete(id: str, collection: str, source: str) -> Call[Deleted]:
    """`DELETE /v1/documents/{id}`."""
    params = _given(collection=collection, source=source)
    return Call("DELETE", _document(id), Deleted, {"params": params})


def jobs(limit: int) -> Call[Jobs]:
    """`GET /v1/jobs`."""
    return _get("/v1/jobs", Jobs, limit=limit)


def job(id: str) -> Call[JobDetail]:
    """`GET /v1/jobs/{id}`."""
    return _get(f"/v1/jobs/{_encoded(id)}", JobDetail)


def cancel(id: str) -> Call[JobDetail]:
    """`POST /v1/jobs/{id}/cancel`."""
    return Call("POST", f"/v1/jobs/{_encoded(id)}/cancel", JobDetail, repeatable=False)


def collections() -> Call[Collections]:
    """`GET /v1/collections`."""
    return _get("/v1/collections", Collections)


def collection(name: str) -> Call[CollectionView]:
    """`GET /v1/collections/{name}`."""
    return _get(_collection(name), CollectionView)


def create_collection(name: str, description: str) -> Call[CollectionView]:
    """`POST /v1/collections`."""
    return _write("POST", "/v1/collections", CollectionView, {"name": name, "description": description})


def change_collection(name: str, new_name: str | None, description: str | None) -> Call[CollectionView]:
    """`PATCH /v1/collections/{name}`."""
    return _write("PATCH", _collection(name), CollectionView, _given(name=new_name, description=description))


def delete_collection(name: str) -> Call[CollectionDeleted]:
    """`DELETE /v1/collections/{name}`."""
    return Call("DELETE", _collection(name), CollectionDeleted, {"params": {"confirm": name}})


def health() -> Call[Health]:
    """`GET /health`."""
    return _get("/health", Health)


def _get(path: str, reply: type[Reply], **params: object) -> Call[Reply]:
    return Call("GET", path, reply, {"params": _given(**params)})


def _write(method: str, path: str, reply: type[Reply], body: Mapping[str, object]) -> Call[Reply]:
    """A request that does something each time that it is sent."""
    return Call(method, path, reply, {"json": body}, repeatable=False)


def _query(question: str | Query, fields: Mapping[str, object]) -> dict[str, Any]:
    """The body of a question; what is not given is left to the server."""
    if isinstance(question, Query):
        return {**question.model_dump(exclude_unset=True, mode="json"), **fields}
    return {"question": question, **fields}


def _turn(turn: Turn) -> dict[str, Any]:
    if isinstance(turn, ChatResponse):
        answer = turn.response.answer if turn.response else None
        sentence = answer.sentence.quote if answer and answer.sentence else ""
        turn = ChatTurn(
            question=turn.standalone, answer=answer.text if answer else turn.text or None, sentence=sentence
        )
    return turn.model_dump()


def _documents(documents: Iterable[NewDocument], collection: str, source: str) -> dict[str, Any]:
    listed = [
        one.model_dump(exclude_unset=True, mode="json") if isinstance(one, DocumentIn) else {**one}
        for one in documents
    ]

    return {"documents": listed, "collection": collection, "source": source}


def _given(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _encoded(part: str) -> str:
    return quote(part, safe="")


def _document(id: str) -> str:
    return f"/v1/documents/{_encoded(id)}"


def _collection(name: str) -> str:
    return f"/v1/collections/{_encoded(name)}"
