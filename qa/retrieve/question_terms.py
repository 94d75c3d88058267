"""The terms of a question and how rare each is in one collection."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from index.search.snapshot import Snapshot

_WORD = re.compile(r"\w+")


class Word(NamedTuple):
    """A word of the question: its offsets there, and its terms; none for a function word."""

    start: int
    end: int
    terms: tuple[str, ...]


class QuestionTerms(NamedTuple):
    """A question as terms.

    Args:
        words: Its words, in order.
        distinct: Its distinct content terms; all of its terms where it has only function words.
        ordered: Every term in order, function words too.
        idf: The inverse document frequency of each term in the collection.
    """

    words: tuple[Word, ...]
    distinct: tuple[str, ...]
    ordered: tuple[str, ...]
    idf: Mapping[str, float]


def question_terms(snapshot: Snapshot, question: str) -> QuestionTerms:
    """Split a question into the terms that the collection's lexical index holds."""
    analyzer = snapshot.words
    words = tuple(
        Word(*match.span(), tuple(analyzer.content(match.group()))) for match in _WORD.finditer(question)
    )
    distinct, ordered = analyzer.question(question), analyzer.terms(question)
    contained = {term for word in words for term in word.terms}
    return QuestionTerms(
        words, tuple(distinct), tuple(ordered), snapshot.rarity({*distinct, *ordered, *contained})
    )
