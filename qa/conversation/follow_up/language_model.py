"""A language model that rewrites follow-up questions, behind any server of OpenAI's shape."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx
from pydantic import ValidationError

from qa.completions import Completion, address, authorization
from qa.conversation.follow_up.turns import Turn

#: For the whole call, from connecting to the last byte: a conversation waits no longer for a better question.
SECONDS = 5.0
#: Calls at the same time. A conversation beyond them does without.
MOST_CALLS = 8
#: Bytes of a reply; models that think aloud write some tens of thousands.
MOST_BYTES = 256 * 1024
LONGEST = 4_000
_TASK = (
    "Rewrite the last question of the conversation so that it stands alone: replace pronouns and fill in "
    "what it leaves out, using only what the conversation says. If it stands alone already, repeat it "
    "unchanged. Do not answer it. Reply with the question only."
)


class Unusable(Exception):
    """The model could not be asked, or what it said is no question."""


class LanguageModel:
    """A model behind a server.  Belongs to the event loop that first calls it.

    Args:
        url: The address that `/chat/completions` is below, such as `http://127.0.0.1:11434/v1`.
        model: Its name there.
        key: Sent as a bearer token, if there is one.
        seconds: How long a call may take in all.
        most_calls: How many calls there may be at the same time.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str | None = None,
        seconds: float = SECONDS,
        most_calls: int = MOST_CALLS,
    ) -> None:
        self._url = address(url)
        self._model = model
        self._seconds = seconds
        self._free = most_calls
        # Not compressed: a small compressed reply can be a huge text.
        headers = {"Accept-Encoding": "identity", **authorization(key)}
        self._client = httpx.AsyncClient(timeout=None, trust_env=False, headers=headers)

    async def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """The question, standing alone.  Raises `Unusable`, at once where too many calls are under way."""
        if not self._free:
            raise Unusable("too many conversations wait for it")
        self._free -= 1
        try:
            async with asyncio.timeout(self._seconds):
                reply = await self._post(question, history)
            text = Completion.model_validate_json(reply).text.strip().strip('"')
        except TimeoutError as error:
            raise Unusable(f"it took longer than {self._seconds:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValidationError, IndexError) as error:
            raise Unusable(
                f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            ) from error
        finally:
            self._free += 1
        if not text or len(text) > LONGEST or "\n" in text:
            raise Unusable("it replied with something else than one question")
        return text

    async def close(self) -> None:
        """Close the connections to its server."""
        await self._client.aclose()

    async def _post(self, question: str, history: Sequence[Turn]) -> bytes:
        body = {"model": self._model, "messages": _messages(question, history), "temperature": 0}
        reply = bytearray()
        async with self._client.stream("POST", self._url, json=body) as response:
            response.raise_for_status()
            async for piece in response.aiter_raw():
                reply += piece
                if len(reply) > MOST_BYTES:
                    raise Unusable(f"its reply is longer than {MOST_BYTES:,} bytes")
        return bytes(reply)


def _messages(question: str, history: Sequence[Turn]) -> list[dict[str, str]]:
    lines = []
    for turn in history:
        lines += [f"Question: {turn.question}", f"Answer: {turn.answer or '(none)'}"]
    said = "\n".join([*lines, f"Last question: {question}"])
    return [{"role": "system", "content": _TASK}, {"role": "user", "content": said}]
