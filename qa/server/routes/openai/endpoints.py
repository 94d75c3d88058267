"""`/v1/chat/completions` and `/v1/models`: OpenAI's API, so that its clients work unchanged."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from index.errors import NotFound
from index.store.catalog.collections import DEFAULT, all_collections
from qa.reading_service import Readable
from qa.schemas import ChatResponse, Citation, MetadataCitation
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.auth.citation_links import CitationLinks, Links
from qa.server.http import server_sent_events as sse
from qa.server.http.disconnect import cancel_on_disconnect
from qa.server.http.encoded_slashes import restore_slashes
from qa.server.http.problems import problem_from_exception, request_path
from qa.server.routes.answer_markdown import reply_markdown
from qa.server.routes.examples import COMPLETIONS
from qa.server.routes.openai.errors import OpenAIError, OpenAIRoute, error_body
from qa.server.routes.openai.request_bodies import MODEL, CompletionQuery
from qa.server.routes.rewriting import rewrite_on_server
from qa.server.routes.writing import ChatAnswer
from qa.server.state import Seen, ServerState, State

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": OpenAIError, "description": HTTPStatus(status).phrase}
    for status in (400, 404, 409, 413, 422, 503)
}
router = APIRouter(prefix="/v1", tags=["openai"], route_class=OpenAIRoute, responses=_ERRORS)


class Completion(NamedTuple):
    """An answer, to be sent as one object or as a stream.

    Args:
        text: Markdown.
        citations: In the order of the text's footnotes.
        usage: Counts of tokens.
    """

    text: str
    citations: list[Citation | MetadataCitation]
    usage: dict[str, int]


@router.post(
    "/chat/completions",
    summary="Chat completion",
    response_model=None,
    responses={200: {"content": sse.CONTENT}},
)
async def complete(
    query: Annotated[CompletionQuery, Body(openapi_examples=COMPLETIONS)],
    request: Request,
    caller: CurrentCaller,
    links: Links,
    seen: Seen,
    state: State,
) -> dict[str, object] | StreamingResponse:
    """Answer the last message; the messages before it are the conversation.

    `citations` is an additional field; the text has the same citations as Markdown footnotes. System messages
    and sampling settings are ignored.
    """
    chat = query.chat()
    caller.require_collection(chat.collection)
    caller.note(question=chat.question)
    rewritten = await cancel_on_disconnect(request, rewrite_on_server(chat, seen, state))
    head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": query.model}
    told = partial(_completion, seen, query, links, str(request.base_url))
    work = partial(_answered, ChatAnswer(rewritten, seen, caller, state, "openai"), state, told)
    if query.stream:
        with_usage = query.stream_options is not None and bool(query.stream_options.include_usage)
        return sse.stream(_chunks(head, work, request, with_usage))
    done = await cancel_on_disconnect(request, work())
    message = {"role": "assistant", "content": done.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    cited = [citation.model_dump() for citation in done.citations]
    return {**head, "object": "chat.completion", "choices": [choice], "usage": done.usage, "citations": cited}


async def _answered(
    answer: ChatAnswer, state: ServerState, told: Callable[[ChatResponse], Completion]
) -> Completion:
    reply = await answer.whole()
    return await state.questions.run(partial(told, reply), reads=True)


def _completion(
    service: Readable, query: CompletionQuery, links: CitationLinks, base_url: str, reply: ChatResponse
) -> Completion:
    text, citations = reply_markdown(links.signed(reply), base_url)
    token_starts = service.embedder.token_starts
    prompt = sum(len(token_starts(message.text)) for message in query.messages)
    completion = len(token_starts(text))
    usage = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
    return Completion(text, citations, usage)


async def _chunks(
    head: dict[str, object],
    work: Callable[[], Coroutine[Any, Any, Completion]],
    request: Request,
    with_usage: bool,
) -> AsyncIterator[bytes]:
    head = {**head, "object": "chat.completion.chunk"}

    def chunk(delta: dict[str, object], finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return sse.event("", {**head, "choices": [choice], **({"usage": None} if with_usage else {}), **more})

    yield chunk({"role": "assistant", "content": ""})
    try:
        done = await work()
    except Exception as error:  # the status 200 has been sent, so no exception handler can answer
        problem = problem_from_exception(error, request_path(request), request.method)
        yield sse.event("", error_body(problem))
    else:
        for word in sse.words_of(done.text):
            yield chunk({"content": word})
        yield chunk({}, "stop", citations=[citation.model_dump() for citation in done.citations])
        if with_usage:
            yield sse.event("", {**head, "choices": [], "usage": done.usage})
    yield sse.DONE


@router.get("/models", summary="Models", response_model=None)
async def list_models(caller: CurrentCaller, seen: Seen, state: State) -> dict[str, object]:
    """List one model for each collection; `sourceline` is the model of the collection `default`."""
    return {"object": "list", "data": await state.lookups.run(partial(_models, seen, caller))}


@router.get("/models/{model:path}", summary="A model", response_model=None)
async def show_model(model: str, caller: CurrentCaller, seen: Seen, state: State) -> dict[str, object]:
    """Show the model of a collection."""
    wanted = restore_slashes(model).removesuffix(f"/{DEFAULT}")
    for known in await state.lookups.run(partial(_models, seen, caller)):
        if known["id"] == wanted:
            return known
    raise NotFound(
        f"The model {restore_slashes(model)!r} does not exist.", field="model", hint="/v1/models lists them."
    )


def _models(service: Readable, caller: Caller) -> list[dict[str, object]]:
    with service.index.catalog.reading() as db:
        collections = [collection for collection, _ in all_collections(db)]
    return [
        {
            "id": MODEL if collection.name == DEFAULT else f"{MODEL}/{collection.name}",
            "object": "model",
            "created": int(datetime.fromisoformat(collection.created).timestamp()),
            "owned_by": MODEL,
        }
        for collection in collections
        if caller.may_see(collection.name)
    ]
