"""The words of a text with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"((?:[A-Z]\.){2,}|\w+(?:[.&'’-](?!s\b)\w+)*)(?:['’]s\b)?")


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
    return [Token(match[1], *match.span(1)) for match in _WORD.finditer(text)]
