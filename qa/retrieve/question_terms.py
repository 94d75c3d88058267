"""The terms of a question and how rare each is in one collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.store.protocol import StoreGeneration
from index.store.stemming import TermAnalyzer
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.question_words import QuestionWord


class Wording(NamedTuple):
    """The terms of a part of a question, and those of its other wordings."""

    own: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


class QuestionTerms(NamedTuple):
    """A question as terms.

    Args:
        words: Its words, in order, each with its terms; a function word has none.
        distinct: Its distinct content terms; all of its terms where it has only function words.
        ordered: Every term in order, function words too.
        wordings: Of a part of the question its distinct terms, and the terms of each of its other wordings.
        idf: The inverse document frequency of each term in the collection.
    """

    words: tuple[tuple[QuestionWord, tuple[str, ...]], ...]
    distinct: tuple[str, ...]
    ordered: tuple[str, ...]
    idf: Mapping[str, float]
    wordings: tuple[Wording, ...] = ()


def question_terms(snapshot: StoreGeneration, question: ParsedQuestion, language: str) -> QuestionTerms:
    """Split a question into the terms that the collection's lexical index holds of texts in `language`."""
    analyzer = snapshot.analyzer
    words = tuple((word, tuple(analyzer.content_terms(word.text, language))) for word in question.words)
    distinct = analyzer.query_terms(question.text, language)
    ordered = analyzer.terms(question.text, language)
    wordings = tuple(
        Wording(own, others)
        for one in question.wordings
        if (own := tuple(term for term in analyzer.content_terms(one.words, language) if term in distinct))
        and (others := _terms_of_each(one.others, analyzer, language))
    )
    contained = {term for _, terms in words for term in terms}
    return QuestionTerms(
        words, tuple(distinct), tuple(ordered), snapshot.idf({*distinct, *ordered, *contained}), wordings
    )


def _terms_of_each(
    texts: Sequence[str], analyzer: TermAnalyzer, language: str
) -> tuple[tuple[str, ...], ...]:
    """The content terms of each text that has any."""
    return tuple(terms for text in texts if (terms := tuple(analyzer.content_terms(text, language))))
