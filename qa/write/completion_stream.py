"""A language model behind a server of OpenAI's shape, listened to while it writes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

import httpx

from qa.completions import address, authorization
from qa.conversation.follow_up.language_model import Unusable

#: Bytes of one reply; a token is sent in some hundreds of bytes.
MOST_BYTES = 512 * 1024
#: Tokens that the model may write: some sentences.
MOST_TOKENS = 500
_DATA, _DONE = "data:", "[DONE]"

Messages = Sequence[dict[str, str]]


class CompletionStream:
    """Asks for completions.  Belongs to the event loop that first calls it; keeps no deadline itself.

    Args:
        url: The address that `/chat/completions` is below.
        model: Its name there.
        key: Sent as a bearer token, if there is one.
    """

    def __init__(self, url: str, model: str, key: str | None = None) -> None:
        self._url = address(url)
        self.model = model
        # Not compressed: a small compressed reply can be a huge text.
        headers = {"Accept-Encoding": "identity", **authorization(key)}
        self._client = httpx.AsyncClient(timeout=None, trust_env=False, headers=headers)

    async def pieces(self, messages: Messages) -> AsyncGenerator[str]:
        """The text of the reply as it comes.  No tools are offered.

        Raises:
            Unusable: The server cannot be reached, says an error, sends something else than a completion,
                too much of it, or ends before the completion does.
        """
        body = {
            "model": self.model,
            "messages": [*messages],
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "stream": True,
        }
        try:
            async with self._client.stream("POST", self._url, json=body) as response:
                response.raise_for_status()
                async for piece in _read(response):
                    yield piece
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unusable(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _read(response: httpx.Response) -> AsyncIterator[str]:
    """Text of server-sent events, or of one object where the server does not stream."""
    streams = "event-stream" in response.headers.get("content-type", "")
    waiting, read, ended = b"", 0, False
    async for piece in response.aiter_raw():
        read += len(piece)
        if read > MOST_BYTES:
            raise Unusable(f"its reply is longer than {MOST_BYTES:,} bytes")
        waiting += piece
        if streams:
            *lines, waiting = waiting.split(b"\n")
            for line in lines:
                text, last = _of_line(line)
                ended = ended or last
                if text:
                    yield text
    if not streams:
        yield _content(_object(waiting), "message")
    elif not ended:
        raise Unusable("its reply ended in the middle")


def _of_line(line: bytes) -> tuple[str, bool]:
    """What a line of a stream adds to the text, and whether it ends the reply."""
    words = line.decode("utf-8", "replace").strip()
    if not words.startswith(_DATA):
        return "", False
    data = words.removeprefix(_DATA).strip()
    if data == _DONE:
        return "", True
    found = _object(data)
    choices = found.get("choices")
    if choices == []:  # counts of tokens
        return "", False
    ends = _choice(found).get("finish_reason")
    if ends == "length":
        raise Unusable(f"its reply was longer than {MOST_TOKENS} tokens")
    return _content(found, "delta"), ends is not None


def _object(data: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unusable("it sent something else than JSON") from error
    if not isinstance(found, dict):
        raise Unusable("it sent JSON of another shape")
    return found


def _choice(found: dict[str, Any]) -> dict[str, Any]:
    choices = found.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise Unusable("it sent JSON of another shape")
    return choices[0]


def _content(found: dict[str, Any], part: str) -> str:
    said = _choice(found).get(part)
    content = said.get("content") if isinstance(said, dict) else None
    if content is None and part == "delta":
        return ""  # the role, the end
    if not isinstance(content, str):
        raise Unusable("it sent JSON of another shape")
    return content
