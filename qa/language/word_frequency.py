"""How frequent words are in English: in a small collection, document frequencies tell little."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import cache

from index.embed.model_files import BUNDLED, locate
from index.language.stemmers import stem, stems

#: From this line on the bundled model's vocabulary lists whole words, the most frequent first.
FIRST_WORD = 1996
#: The rank of words that the vocabulary does not list whole.
UNKNOWN_RANK = 28_000
SCALE = 100.0
_ENGLISH = "en"


def log_frequency_rank(word: str) -> float:
    """The log of a word's rank by frequency: 0 for the most frequent, about 5.6 for unknown words."""
    rank = _ranks().get(word.lower(), UNKNOWN_RANK)
    return math.log1p(rank / SCALE)


def frequent_words() -> Collection[str]:
    """The words of letters that the vocabulary lists, the most frequent first."""
    return _words()


def is_english(word: str) -> bool:
    """Whether the vocabulary lists a word in lower case, or another form of it."""
    return word in _words() or stem(word, _ENGLISH) in _stems()


@cache
def _words() -> dict[str, None]:
    return dict.fromkeys(word for word in _ranks() if len(word) > 1 and word.isalpha())


@cache
def _stems() -> frozenset[str]:
    return stems(filter(str.isascii, _words()), _ENGLISH)


@cache
def _ranks() -> dict[str, int]:
    lines = (locate(BUNDLED) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return {word: rank for rank, word in enumerate(lines[FIRST_WORD:]) if word and not word.startswith("##")}
