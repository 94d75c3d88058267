"""Other words for a part of a question, which BM25 takes in its place at a lower weight."""

from __future__ import annotations

from typing import NamedTuple

#: The least weight of what means the same.
LEAST_SAME = 0.5


class OtherWords(NamedTuple):
    """A part of a question and what else may be written for it.

    Args:
        words: The part, as it stands in the question; empty where the others only go along with it.
        others: What else may be written.
        weight: What a passage with the others is worth against one with the part itself, above 0.
    """

    words: str
    others: tuple[str, ...]
    weight: float

    @property
    def is_same(self) -> bool:
        """Whether the others mean the same, as an abbreviation and its long form do."""
        return bool(self.words) and self.weight >= LEAST_SAME
