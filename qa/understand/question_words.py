"""Split a question into words."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.language.words import word_pattern

_WORD = re.compile(r"\w+")


class QuestionWord(NamedTuple):
    """A word and its offsets in the question.

    Args:
        names: Whether it looks like a part of a name: a number, or a capital not at the beginning.
    """

    text: str
    start: int
    end: int
    names: bool


def question_words(question: str) -> tuple[QuestionWord, ...]:
    """The words, in order."""
    pattern = _WORD if question.isascii() else word_pattern()
    return tuple(
        QuestionWord(match.group(), *match.span(), _names(match.group(), place))
        for place, match in enumerate(pattern.finditer(question))
    )


def _names(word: str, place: int) -> bool:
    return (place > 0 and word[0].isupper()) or any(map(str.isdigit, word))
