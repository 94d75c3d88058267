"""A question as it is compared with tables: one term a word."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.store.stemming import TermAnalyzer
from qa.language.word_vectors import phrase_vector, word_vector
from qa.quantities.numbers import SMALL, TENS
from qa.understand.question_words import QuestionWord

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
_COUNTED = {
    **{word: str(n) for n, word in enumerate(_ORDINALS)},
    **{word: str(int(value)) for word, value in (SMALL | TENS).items()},
}


class AskedOfTable:
    """A question's words, as terms and as vectors.

    Args:
        words: Of the question, in order.
    """

    def __init__(self, words: tuple[QuestionWord, ...], analyzer: TermAnalyzer) -> None:
        self.lower = tuple(word.text.lower() for word in words)
        self.terms = tuple(term_of(word, analyzer) for word in self.lower)
        self.is_content = tuple(bool(analyzer.content_terms(word)) for word in self.lower)
        self._analyzer = analyzer

    def terms_of(self, text: str) -> tuple[str, ...]:
        """The terms of a cell or a name, one a word."""
        return _terms(text, self._analyzer)

    def content_terms_of(self, text: str) -> tuple[str, ...]:
        """The terms of a cell that are not function words."""
        return tuple(
            term_of(word, self._analyzer)
            for word in re.findall(r"\w+", text.lower())
            if self._analyzer.content_terms(word)
        )

    @cached_property
    def vectors(self) -> Floats:
        """Of each word, without its context; shape `(words, dimension)`."""
        return np.stack([word_vector(word) for word in self.lower])

    @cached_property
    def ordinal(self) -> int:
        """The first ordinal from the second on that it names, counted from 1; 0 without one."""
        for word in self.lower:
            found = _ORDINAL.fullmatch(word)
            number = int(found[1]) if found else _ORDINALS.index(word) if word in _ORDINALS else 0
            if number > 1:
                return number
        return 0

    @cached_property
    def numbers(self) -> tuple[tuple[int, float], ...]:
        """The numbers in it, by the places of their words."""
        found = []
        for n, word in enumerate(self.lower):
            number = _COUNTED.get(word, word)
            if number.isdecimal() and word not in _ORDINALS:
                found.append((n, float(number)))
        return tuple(found)


def term_of(word: str, analyzer: TermAnalyzer) -> str:
    """The term of one word; a number for an ordinal and for a number in words."""
    if found := _ORDINAL.fullmatch(word):
        return found[1]
    if word in _COUNTED:
        return _COUNTED[word]
    terms = analyzer.terms(word)
    return terms[0] if terms else word


@lru_cache(maxsize=16384)
def _terms(text: str, analyzer: TermAnalyzer) -> tuple[str, ...]:
    return tuple(term_of(word, analyzer) for word in re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=4096)
def name_vector(name: str) -> Floats:
    """The vector of a column's name."""
    return phrase_vector(re.findall(r"\w+", name.lower()))
