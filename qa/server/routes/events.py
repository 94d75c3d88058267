"""Server-sent events that end in `[DONE]`."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import AsyncIterator, Iterator

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import StreamingResponse

from index.errors import SourcelineError
from qa.server.http import problems
from qa.server.http.problems import Problem, instance_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "text/event-stream"
DONE = "data: [DONE]\n\n"
_PIECE = re.compile(r"\S+\s*|\s+")


def event(name: str, data: BaseModel | dict[str, object]) -> str:
    """One event; without a name where `name` is empty."""
    text = data.model_dump_json() if isinstance(data, BaseModel) else json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {text}\n\n" if name else f"data: {text}\n\n"


def pieces(text: str) -> Iterator[str]:
    """A text word by word; joined they are the text."""
    yield from _PIECE.findall(text)


def problem_of(error: Exception, request: Request) -> Problem:
    """The problem that an error is; one that is no fault of the client is logged."""
    instance = instance_of(request)
    if isinstance(error, SourcelineError):
        if error.status in (500, 507):
            log.error("%s %s: %s", request.method, instance, error)
        return problems.of_error(error, instance)
    id = uuid.uuid4().hex
    log.error("internal error %s: %s %s", id, request.method, instance, exc_info=error)
    detail = f"Something went wrong that is not your fault. The log has it under {id}."
    return problems.of_status(500, detail, instance).model_copy(update={"id": id})


def stream(events: AsyncIterator[str]) -> StreamingResponse:
    """The events as a response that nothing on the way keeps back; a client that leaves cancels them."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type=MEDIA_TYPE, headers=headers)
