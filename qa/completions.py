"""What is sent to and read from a language model's server of OpenAI's shape."""

from __future__ import annotations

from pydantic import BaseModel


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class Completion(BaseModel):
    """A reply that came whole."""

    choices: list[_Choice]

    @property
    def text(self) -> str:
        """What the model said.  Raises `IndexError` where it said nothing."""
        return self.choices[0].message.content


def address(url: str) -> str:
    """Where completions are asked for, of the address that `/chat/completions` is below."""
    return f"{url.rstrip('/')}/chat/completions"


def authorization(key: str | None) -> dict[str, str]:
    """The header that brings a key, if there is one."""
    return {"Authorization": f"Bearer {key}"} if key else {}
