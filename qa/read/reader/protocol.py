"""The protocol of readers: from a question and passages to spans with scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

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


class Support(NamedTuple):
    """How far each token of a passage belongs to a sentence that answers.

    Args:
        starts, ends: Characters of the passage's text, one entry a token.
        odds: Log odds, one a token.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    odds: NDArray[np.float32]

    def of(self, span: Span) -> float:
        """The mean log odds of a span's tokens; minus infinity where it has none."""
        inside = (self.starts >= span.start) & (self.ends <= span.end) & (self.ends > self.starts)
        return float(self.odds[inside].mean()) if inside.any() else -math.inf

    def less(self, losses: Mapping[Span, float]) -> Support:
        """The same with less odds for the tokens of some sentences."""
        odds = self.odds.copy()
        for sentence, loss in losses.items():
            odds[(self.starts >= sentence.start) & (self.ends <= sentence.end)] -= loss
        return self._replace(odds=odds)


class Reading(NamedTuple):
    """What was found in a passage for a question.

    Args:
        spans: Non-overlapping, best first; none where the passage has no words.
        odds: Log odds that any of its spans answers.
        support: None from a reader that does not say it.
    """

    spans: tuple[ScoredSpan, ...]
    odds: float
    support: Support | None = None


class Reader(Protocol):
    """Reads passages for a question.  Safe to call from many threads."""

    @property
    def identity(self) -> Mapping[str, object]:
        """`name` and `revision`, a hash of the weights."""
        ...

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """One reading for each passage; the question is plain words."""
        ...
