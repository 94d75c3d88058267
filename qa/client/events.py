"""The events of a streamed answer: its words as they come, then the whole reply."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx

from qa.client.errors import NotSourceline, refusal
from qa.schemas import ChatResponse


class Event(NamedTuple):
    """A server-sent event; `data` is JSON, or `[DONE]`."""

    name: str
    data: str


class Events:
    """Puts events together from the pieces of a stream (WHATWG HTML, "Server-sent events").

    Lines end with a line feed alone, as the data may hold other characters that Python takes for line ends.
    """

    def __init__(self) -> None:
        self._begun = ""
        self._name = ""
        self._data: list[str] = []

    def of(self, piece: str) -> Iterator[Event]:
        """The events that `piece` ends."""
        *lines, self._begun = (self._begun + piece).split("\n")
        for line in lines:
            name, _, value = line.removesuffix("\r").partition(":")
            if name == "event":
                self._name = value.removeprefix(" ")
            elif name == "data":
                self._data.append(value.removeprefix(" "))
            elif not line.removesuffix("\r"):
                if self._data:
                    yield Event(self._name, "\n".join(self._data))
                self._name, self._data = "", []


class StreamedReply:
    """A reply of `/v1/chat` that comes in events.

    Args:
        reply: The response that brings them, for errors; nothing is read of it here.
    """

    def __init__(self, reply: httpx.Response) -> None:
        self._reply = reply
        self._events = Events()
        self._seen: dict[str, Any] = {}
        self._text: list[str] = []
        self.done = False

    def parts(self, piece: str) -> Iterator[str | ChatResponse]:
        """What a piece of the stream brings: words of the answer, and at the end the reply.

        Raises:
            Refused: The server says that something went wrong.
            NotSourceline: These are no events of this release.
        """
        for event in self._events.of(piece):
            try:
                part = self._read.get(event.name, _nothing)(self, event)
            except (ValueError, KeyError, TypeError) as error:
                raise not_sourceline(self._reply) from error
            if part is not None:
                yield part

    def _question(self, event: Event) -> None:
        self._seen.update(json.loads(event.data))

    def _words(self, event: Event) -> str:
        text = str(json.loads(event.data)["text"])
        self._text.append(text)
        return text

    def _response(self, event: Event) -> ChatResponse:
        return self._whole({"text": "".join(self._text), "response": json.loads(event.data)})

    def _without_search(self, event: Event) -> ChatResponse:
        return self._whole(json.loads(event.data))

    def _whole(self, fields: dict[str, Any]) -> ChatResponse:
        self.done = True
        return ChatResponse.model_validate({**self._seen, **fields})

    def _error(self, event: Event) -> None:
        problem = json.loads(event.data)
        raise refusal(httpx.Response(int(problem["status"]), content=event.data, request=self._reply.request))

    _read: dict[str, Callable[[StreamedReply, Event], str | ChatResponse | None]] = {  # noqa: RUF012
        "question": _question,
        "answer": _words,
        "response": _response,
        "reply": _without_search,
        "error": _error,
    }


def _nothing(streamed: StreamedReply, event: Event) -> None:
    """Of an event that a later release may add."""


def not_sourceline(reply: httpx.Response) -> NotSourceline:
    """The error of a response that is none of ours."""
    address = str(reply.request.url.copy_with(raw_path=b"/")).rstrip("/")
    return NotSourceline(
        "The response is not one of this release of Sourceline.",
        field=address,
        hint="Name a Sourceline server.",
    )
