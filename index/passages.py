"""Cut a version into passages, the units of retrieval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.documents import Span


class TokenCounter(Protocol):
    """Counts in the embedding model's own tokens."""

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets in `text` at which the model's tokens start (no special tokens)."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous slice of a version.

    Args:
        span: Where it is.
        headings: The words of the headings above it, outermost first.
        sentences: Spans inside `span`, in order.
    """

    span: Span
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageSizes:
    """How long a passage may be, in tokens of the embedding model.

    Args:
        least: Neighbouring blocks are joined until a passage has this many.
        most: No passage has more.
        overlap: Whole sentences repeated at the start of the next passage of a split block.
    """

    least: int = 120
    most: int = 200
    overlap: int = 0
