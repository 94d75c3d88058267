"""Analyse text into stemmed terms, as in the lexical index."""

from __future__ import annotations

import tantivy

from index.language.function_words import FUNCTION_WORDS
from index.language.written_dates import asked_date_terms, date_terms


def build_analyzer(*, function_words: bool) -> tantivy.TextAnalyzer:
    """Split at all but letters and digits, lower-case, remove accents, stem English (Porter 2)."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(80)).filter(tantivy.Filter.lowercase())
    if not function_words:
        builder = builder.filter(tantivy.Filter.custom_stopword([*FUNCTION_WORDS]))
    return builder.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.stemmer("english")).build()


class TermAnalyzer:
    """Turns a text or a question into terms."""

    def __init__(self) -> None:
        self._all = build_analyzer(function_words=True)
        self._content = build_analyzer(function_words=False)

    def terms(self, text: str) -> list[str]:
        """The terms of all words, in order."""
        return list(self._all.analyze(text))

    def indexed_terms(self, text: str) -> list[str]:
        """Every term that stands for a text in the index: of its words, in order, then of its dates."""
        return [*self.terms(text), *date_terms(text)]

    def content_terms(self, text: str) -> list[str]:
        """The terms that are not function words; none if `text` has only function words."""
        return list(self._content.analyze(text))

    def query_terms(self, text: str) -> list[str]:
        """The distinct terms to search for: the content terms, or all terms if there are none; and dates."""
        return list(dict.fromkeys([*(self.content_terms(text) or self.terms(text)), *asked_date_terms(text)]))
