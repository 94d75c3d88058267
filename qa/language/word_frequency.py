"""How frequent words are in English: in a small collection, document frequencies tell little."""

from __future__ import annotations

import math
from functools import cache

from index.embed.model_files import BUNDLED, locate

#: From this line on the bundled model's vocabulary lists whole words, the most frequent first.
FIRST_WORD = 1996
#: The rank of words that the vocabulary does not list whole.
UNKNOWN_RANK = 28_000
SCALE = 100.0


def log_frequency_rank(word: str) -> float:
    """The log of a word's rank by frequency: 0 for the most frequent, about 5.6 for unknown words."""
    rank = _ranks().get(word.lower(), UNKNOWN_RANK)
    return math.log1p(rank / SCALE)


@cache
def _ranks() -> dict[str, int]:
    lines = (locate(BUNDLED) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return {word: rank for rank, word in enumerate(lines[FIRST_WORD:]) if word and not word.startswith("##")}
