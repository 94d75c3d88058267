"""Comparatives: "cheaper", "larger", "more"."""

from __future__ import annotations

from functools import cache, lru_cache

from qa.language.word_vectors import Vector, phrase_vector, similarity, word_vector

_IRREGULAR = frozenset(["more", "less", "fewer", "better", "worse", "farther", "further"])
_LIKE = ("bigger", "cheaper", "older", "faster", "harder")
#: Cosine with some comparatives: theirs is above this, that of "winter", "owner" or "other" below.
LEAST = 0.27


@lru_cache(maxsize=8192)
def is_comparative(word: str) -> bool:
    """Whether a word compares.  The word vectors tell "cheaper" from "printer"."""
    low = word.lower()
    return low in _IRREGULAR or (low.endswith("er") and similarity(word_vector(low), _comparing()) > LEAST)


@cache
def _comparing() -> Vector:
    return phrase_vector(_LIKE)
