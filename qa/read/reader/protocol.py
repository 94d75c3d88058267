"""The protocol of readers: from a question and passages to spans with scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from index.documents import Span


class ReadPassage(NamedTuple):
    """A passage to read, with the title and headings above it."""

    context: str
    text: str


class ScoredSpan(NamedTuple):
    """A span of the passage's text.

    Args:
        margin: Its log odds against "this passage does not answer"; comparable between passages.
    """

    span: Span
    margin: float


class Reading(NamedTuple):
    """What was found in a passage for a question.

    Args:
        spans: Non-overlapping, best first; none where the passage has no words.
        odds: Log odds that any of its spans answers.
    """

    spans: tuple[ScoredSpan, ...]
    odds: float


class Reader(Protocol):
    """Reads passages for a question.  Safe to call from many threads."""

    @property
    def identity(self) -> Mapping[str, object]:
        """`name` and `revision`, a hash of the weights."""
        ...

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """One reading for each passage; the question is plain words."""
        ...
