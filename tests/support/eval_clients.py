"""A client of an eval that records its questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eval.client import AskOptions
from eval.questions import Question
from qa.schemas import AskResponse


class SpyClient:
    """A client that passes every call to another one, and records the ids of questions in `asked`.

    Args:
        client: The other client.
        before: Called with each question before it is asked; it may raise.
    """

    def __init__(self, client: Any, before: Callable[[Question], object] = lambda question: None) -> None:
        self._client = client
        self._before = before
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def ask(self, question: Question, options: AskOptions, *, abstain: bool = True) -> AskResponse:
        self.asked.append(question.id)
        self._before(question)
        response: AskResponse = self._client.ask(question, options, abstain=abstain)
        return response
