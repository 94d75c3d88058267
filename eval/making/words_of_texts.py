"""In which documents words stand, to tell whether a question can only mean one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from eval.making.made import SourceText
from index.language.function_words import FUNCTION_WORDS
from index.language.stemmers import stem

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset((*FUNCTION_WORDS, "many", "much", "year", "long", "say", "given"))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return stem(word, "en")


def terms(words: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(_stem(word) for word in _WORD.findall(words.lower()) if word not in _SMALL)


class WordsOfTexts:
    """The terms of all documents of a collection."""

    def __init__(self, sources: Sequence[SourceText]) -> None:
        self._of = {source.document_id: terms(f"{source.title} {source.text}") for source in sources}
        self._documents = Counter(term for found in self._of.values() for term in found)

    @property
    def are_of_one(self) -> bool:
        """Whether there is one document only."""
        return len(self._of) == 1

    def means_one(self, question: str) -> bool:
        """Whether a question has a word, or two words together, that one document alone has."""
        asked = terms(question)
        if self.are_of_one or any(self._documents[term] == 1 for term in asked):
            return True
        rare = sorted(asked, key=lambda term: self._documents[term])[:2]
        holders = [id for id, found in self._of.items() if found.issuperset(rare)]
        return (
            len(rare) == 2 and len(holders) == 1 and self._documents[rare[0]] <= max(2, len(self._of) // 20)
        )

    def holders(self, words: str) -> list[str]:
        """The documents that have all terms of some words."""
        asked = terms(words)
        return [id for id, found in self._of.items() if found >= asked]

    def has_any(self, document_id: str, words: str) -> bool:
        """Whether a document has any term of some words."""
        return bool(self._of[document_id] & terms(words))
