"""Text to stemmed terms, as the lexical index holds them."""

from __future__ import annotations

import tantivy

from index.language.function_words import FUNCTION_WORDS


def analyzer(*, function_words: bool) -> tantivy.TextAnalyzer:
    """Split at what is neither letter nor digit, lower case, no accents, English stems (Porter 2)."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(80)).filter(tantivy.Filter.lowercase())
    if not function_words:
        builder = builder.filter(tantivy.Filter.custom_stopword([*FUNCTION_WORDS]))
    return builder.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.stemmer("english")).build()


class Words:
    """The terms of a text or a question."""

    def __init__(self) -> None:
        self._all = analyzer(function_words=True)
        self._content = analyzer(function_words=False)

    def terms(self, text: str) -> list[str]:
        """Every term, in order."""
        return list(self._all.analyze(text))

    def content(self, text: str) -> list[str]:
        """The terms that carry meaning: all but function words; none if `text` has only these."""
        return list(self._content.analyze(text))

    def question(self, text: str) -> list[str]:
        """The distinct terms to search for: those that carry meaning, or all where none does."""
        return list(dict.fromkeys(self.content(text) or self.terms(text)))
