"""`/v1/chat/completions` and `/v1/models` in OpenAI's shape, so that its clients work unchanged."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from index.errors import NotFound
from index.store.catalog.collections import everything
from qa.conversation import standalone as conversation
from qa.conversation.standalone import Standing
from qa.schemas import Citation
from qa.server.auth.caller import Caller, Who
from qa.server.auth.citation_links import Leading, Links
from qa.server.http.disconnect import unless_left
from qa.server.http.paths import slashed
from qa.server.routes import events
from qa.server.routes.events import DONE, event, pieces, problem_of
from qa.server.routes.examples import COMPLETIONS
from qa.server.routes.footnotes import markdown
from qa.server.routes.openai_bodies import MODEL, CompletionQuery
from qa.server.routes.openai_errors import OpenAIError, OpenAIRoute, error_body
from qa.server.state import Here, Running
from qa.service import Service

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": OpenAIError, "description": HTTPStatus(status).phrase}
    for status in (400, 404, 409, 413, 422, 503)
}
router = APIRouter(prefix="/v1", tags=["openai"], route_class=OpenAIRoute, responses=_ERRORS)


class Completion(NamedTuple):
    """What is sent, in either way."""

    text: str
    citations: list[Citation]
    usage: dict[str, int]


@router.post("/chat/completions", summary="Chat completion", response_model=None)
async def complete(
    query: Annotated[CompletionQuery, Body(openapi_examples=COMPLETIONS)],
    request: Request,
    who: Who,
    links: Leading,
    here: Here,
) -> dict[str, object] | StreamingResponse:
    """Answer the last message; those before it are the conversation.

    `citations` is an extra field, and the text has the same as Markdown footnotes. System messages and
    sampling settings mean nothing here.
    """
    chat = query.chat()
    who.check(chat.collection)
    standing = await unless_left(request, here.questions.run(partial(conversation.stand, here.service, chat)))
    head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": query.model}
    work = partial(_answer, here.service, standing, query, links, str(request.base_url))
    if query.stream:
        usage = query.stream_options is not None and bool(query.stream_options.include_usage)
        return events.stream(_chunks(head, work, request, here, usage))
    done = await unless_left(request, here.questions.run(work))
    message = {"role": "assistant", "content": done.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    cited = [citation.model_dump() for citation in done.citations]
    return {**head, "object": "chat.completion", "choices": [choice], "usage": done.usage, "citations": cited}


def _answer(
    service: Service, standing: Standing, query: CompletionQuery, links: Links, root: str
) -> Completion:
    text, citations = markdown(links.led(conversation.answer(service, standing).response), root)
    count = service.embedder.token_starts
    asked = sum(len(count(message.text)) for message in query.messages)
    given = len(count(text))
    usage = {"prompt_tokens": asked, "completion_tokens": given, "total_tokens": asked + given}
    return Completion(text, citations, usage)


async def _chunks(
    head: dict[str, object], work: partial[Completion], request: Request, here: Running, usage: bool
) -> AsyncIterator[str]:
    head = {**head, "object": "chat.completion.chunk"}

    def chunk(delta: dict[str, object], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return event("", {**head, "choices": [choice], **({"usage": None} if usage else {}), **more})

    yield chunk({"role": "assistant", "content": ""})
    try:
        done = await here.questions.run(work)
    except Exception as error:  # the response has begun: this is the handler of last resort
        yield event("", error_body(problem_of(error, request)))
    else:
        for piece in pieces(done.text):
            yield chunk({"content": piece})
        yield chunk({}, "stop", citations=[citation.model_dump() for citation in done.citations])
        if usage:
            yield event("", {**head, "choices": [], "usage": done.usage})
    yield DONE


@router.get("/models", summary="Models", response_model=None)
async def models(who: Who, here: Here) -> dict[str, object]:
    """One model for each collection; `sourceline` is that of the collection `default`."""
    return {"object": "list", "data": await here.questions.run(partial(_models, here.service, who))}


@router.get("/models/{model:path}", summary="A model", response_model=None)
async def model(model: str, who: Who, here: Here) -> dict[str, object]:
    """The model of a collection."""
    wanted = slashed(model).removesuffix("/default")
    for known in await here.questions.run(partial(_models, here.service, who)):
        if known["id"] == wanted:
            return known
    raise NotFound(f"The model {slashed(model)!r} does not exist.", field="model", hint="See /v1/models.")


def _models(service: Service, who: Caller) -> list[dict[str, object]]:
    with service.index.catalog.reading() as db:
        shelves = [shelf for shelf, _ in everything(db)]
    return [
        {
            "id": MODEL if shelf.name == "default" else f"{MODEL}/{shelf.name}",
            "object": "model",
            "created": int(datetime.fromisoformat(shelf.created).timestamp()),
            "owned_by": MODEL,
        }
        for shelf in shelves
        if who.sees(shelf.name)
    ]
