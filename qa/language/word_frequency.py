"""How rare a word is in English: in a small collection, counting documents tells little."""

from __future__ import annotations

import math
from functools import cache

from index.embed.model_files import BUNDLED, locate

#: In the bundled model's vocabulary whole words stand from this line on, the most frequent first.
FIRST_WORD = 1996
#: Taken for words that the vocabulary does not hold whole.
UNKNOWN_RANK = 28_000
SCALE = 100.0


def rarity(word: str) -> float:
    """From 0 for the most frequent words to about 5.6 for those that the vocabulary does not hold."""
    rank = _ranks().get(word.lower(), UNKNOWN_RANK)
    return math.log1p(rank / SCALE)


@cache
def _ranks() -> dict[str, int]:
    lines = (locate(BUNDLED) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return {word: rank for rank, word in enumerate(lines[FIRST_WORD:]) if word and not word.startswith("##")}
