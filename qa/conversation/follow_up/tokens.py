"""The words of a text with their places, and which of them carry no content."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.language.word_frequency import rarity

#: Words below this rarity, about the 110 most frequent ones, are mostly articles, prepositions, auxiliaries.
FUNCTION_WORD_RARITY = 0.75
_WORD = re.compile(r"(?:[A-Z]\.){2,}|\w+(?:[.&'’-](?!s\b)\w+)*")


class Token(NamedTuple):
    """A word and its half-open character offsets."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word, case folded."""
        return self.text.casefold()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokenize(text: str) -> list[Token]:
    """The words of a text in order; a possessive "'s" belongs to none."""
    return [Token(match.group(), *match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=8192)
def is_function_word(low: str) -> bool:
    """Whether a case-folded word is so frequent that it names nothing by itself."""
    return not low.isdecimal() and rarity(low) < FUNCTION_WORD_RARITY
