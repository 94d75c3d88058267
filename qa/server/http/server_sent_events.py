"""Server-sent events: a response that streams events and ends in `[DONE]`."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel

MEDIA_TYPE = EventSourceResponse.media_type
DONE = format_sse_event(data_str="[DONE]")
#: A comment, so that proxies do not take a quiet stream for a dead one.
KEEP_ALIVE = format_sse_event(comment="still here")
#: How the OpenAPI document describes a stream: the schema of one event.
CONTENT: dict[str, Any] = {
    MEDIA_TYPE: {
        "schema": {
            "type": "object",
            "properties": {
                "event": {"type": "string", "description": "Its name; absent where there is one kind."},
                "id": {"type": "string", "description": "What to send as `Last-Event-ID`."},
                "data": {"type": "string", "description": "JSON, or `[DONE]` at the end."},
            },
            "required": ["data"],
        }
    }
}
_WORD = re.compile(r"\S+\s*|\s+")


def event(name: str, data: BaseModel | dict[str, object], id: str | None = None) -> bytes:
    """One event with JSON data; an empty `name` is left out.

    Args:
        id: What a client that reconnects sends as `Last-Event-ID`.
    """
    text = data.model_dump_json() if isinstance(data, BaseModel) else json.dumps(data, ensure_ascii=False)
    return format_sse_event(event=name or None, data_str=text, id=id)


def words_of(text: str) -> Iterator[str]:
    """The words of a text with the white space after each; joined they are the text."""
    yield from _WORD.findall(text)


def stream(events: AsyncIterator[bytes]) -> EventSourceResponse:
    """The events as a response that proxies do not buffer; a client that disconnects cancels `events`."""
    return EventSourceResponse(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
