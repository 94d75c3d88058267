"""Other words for a part of a question, which BM25 takes in its place at a lower weight."""

from __future__ import annotations

from typing import NamedTuple


class OtherWords(NamedTuple):
    """A part of a question and what else may be written for it.

    Args:
        words: The part, as it stands in the question.
        others: What else may be written.
        weight: What a passage with the others is worth against one with the part itself, above 0.
        is_same: Whether the others mean the same, as an abbreviation and its long form do; synonyms may not.
    """

    words: str
    others: tuple[str, ...]
    weight: float
    is_same: bool = True
