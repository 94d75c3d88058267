"""A language model that rewrites follow-up questions, behind any server of OpenAI's shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import httpx
from pydantic import BaseModel, ValidationError

from qa.conversation.follow_up.turns import Turn

#: For the whole call: a conversation does not wait longer for a better question.
SECONDS = 5.0
LONGEST = 4_000
_TASK = (
    "Rewrite the last question of the conversation so that it stands alone: replace pronouns and fill in "
    "what it leaves out, using only what the conversation says. If it stands alone already, repeat it "
    "unchanged. Do not answer it. Reply with the question only."
)


class Unusable(Exception):
    """The model could not be asked, or what it said is no question."""


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


class LanguageModel(NamedTuple):
    """Where a model is, and its name.

    Args:
        url: The address that `/chat/completions` is below, such as `http://127.0.0.1:11434/v1`.
        model: Its name there.
        key: Sent as a bearer token, if there is one.
        seconds: How long to wait.
    """

    url: str
    model: str
    key: str | None = None
    seconds: float = SECONDS

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """The question, standing alone.  Raises `Unusable`."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        body = {"model": self.model, "messages": _messages(question, history), "temperature": 0}
        try:
            with httpx.Client(timeout=self.seconds, trust_env=False) as client:
                reply = client.post(f"{self.url.rstrip('/')}/chat/completions", json=body, headers=headers)
            reply.raise_for_status()
            text = (
                _Completion.model_validate_json(reply.content).choices[0].message.content.strip().strip('"')
            )
        except (httpx.HTTPError, httpx.InvalidURL, ValidationError, IndexError) as error:
            raise Unusable(
                f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            ) from error
        if not text or len(text) > LONGEST or "\n" in text:
            raise Unusable("it replied with something else than one question")
        return text


def _messages(question: str, history: Sequence[Turn]) -> list[dict[str, str]]:
    lines = []
    for turn in history:
        lines += [f"Question: {turn.question}", f"Answer: {turn.answer or '(none)'}"]
    said = "\n".join([*lines, f"Last question: {question}"])
    return [{"role": "system", "content": _TASK}, {"role": "user", "content": said}]
