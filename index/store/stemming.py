"""Analyse text into terms, in every language: those of the lexical index, of passages and of questions.

A word is one term: its stem, without accents.  Scripts without spaces between words give overlapping pairs of
characters.  A code such as "NOR.0707-60" gives its parts and itself.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, pairwise
from operator import add

import tantivy

from index.language import words
from index.language.folding import folded_letters, plain, without_marks
from index.language.function_words import FUNCTION_WORDS
from index.language.scripts import Script, by_script
from index.language.stemmers import own_rules, rules_for, stem
from index.language.written_dates import asked_date_terms, date_terms

#: Words longer than this are no terms.
LONGEST_WORD = 80
#: Longer runs are addresses rather than codes: only their parts are terms.
MOST_PARTS, LONGEST_CODE = 6, 40
#: Runs whose terms an analysis remembers.
MOST_REMEMBERED = 50_000
#: Runs with more terms are whole sentences, which seldom come twice.
MOST_TERMS_REMEMBERED = 8
_SEPARATOR = re.compile(f"[{words.SEPARATORS}]")
#: Letters and a number written as one: "ISO9001".
_NUMBERED = re.compile(r"([a-z]{2,})(\d{2,})")
#: A letter of Thai, Lao or Khmer with the marks above, below and under it.
_CLUSTER = re.compile(
    r".(?:\u17d2.|[{marks}])*".replace("{marks}", words.combining_marks(0x0E00, 0x1800)), re.S
)
#: Accents of English words are foreign and points of Arabic ones optional: they are removed before stemming.
#: Other languages have endings with accents.
_STEMMED_WITHOUT_MARKS = frozenset({"en", "ar", "fa"})
_ENGLISH = frozenset(FUNCTION_WORDS)
#: Languages of whose function words tantivy has a list, and its names for them.
_LISTED = {
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
_KANA = re.compile("[\u3040-\u30ff]")
_HEBREW_PREFIXES = frozenset("והבכלמש")
_SHORTEST_PREFIXED = 4


class TermAnalyzer:
    """Turns a text or a question into terms.  Safe to call from many threads."""

    def terms(self, text: str, language: str = "") -> list[str]:
        """The terms of all words, in order.

        Args:
            language: The ISO 639 code of the text's language; empty if it is not known.
        """
        return _analysis(own_rules(language), function_words=True).terms(text)

    def indexed_terms(self, text: str, language: str = "") -> list[str]:
        """Every term that stands for a text in the index: of its words, in order, then of its dates."""
        return [*self.terms(text, language), *date_terms(text)]

    def content_terms(self, text: str, language: str = "") -> list[str]:
        """The terms that are not function words; none if `text` has only function words."""
        return _analysis(own_rules(language), function_words=False).terms(text)

    def query_terms(self, text: str, language: str = "") -> list[str]:
        """The distinct terms to search for: the content terms, or all terms if there are none; and dates."""
        found = self.content_terms(text, language) or self.terms(text, language)
        return list(dict.fromkeys([*found, *asked_date_terms(text)]))


class _Analysis(dict[str, tuple[str, ...]]):
    """The terms of runs.  It remembers them: few runs make most of every text.

    Args:
        language: Of the texts.
        function_words: Whether they give terms, too.
    """

    def __init__(self, language: str, function_words: bool) -> None:
        super().__init__()
        self._language = language
        self._function_words = function_words

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order."""
        return list(chain.from_iterable(map(self.__getitem__, words.runs(text))))

    def __missing__(self, run: str) -> tuple[str, ...]:
        terms = tuple(self._of_run(run))
        if len(terms) <= MOST_TERMS_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[run] = terms
        return terms

    def _of_run(self, run: str) -> list[str]:
        """The terms of the parts of a run, then the whole if it is a code."""
        parts = [part for part in _SEPARATOR.split(plain(run, self._language)) if part]
        is_code = 1 < len(parts) <= MOST_PARTS and len(run) <= LONGEST_CODE and any(map(str.isdigit, run))
        found = [term for part in parts for term in self._of_part(part, all_words=is_code)]
        return [*found, _joined(parts)] if is_code else found

    def _of_part(self, part: str, *, all_words: bool) -> list[str]:
        if len(part) > LONGEST_WORD:
            return []
        found = [
            term
            for script, word in by_script(part)
            for term in self._of_word(word, script, all_words=all_words)
            if term
        ]
        numbered = _NUMBERED.fullmatch(part)
        return [*found, *numbered.groups()] if numbered else found

    def _of_word(self, word: str, script: Script, *, all_words: bool) -> list[str]:
        match script:
            case Script.IDEOGRAPHS:
                return _ideographs(word)
            case Script.HANGUL:
                return _pairs([*word])
            case Script.SOUTHEAST_ASIAN:
                return _pairs(_CLUSTER.findall(word))
            case Script.HEBREW:
                return _with_and_without_prefix(folded_letters(without_marks(word, script)))
        rules = rules_for(script, self._language)
        if not (self._function_words or all_words) and _is_function_word(word, rules):
            return []
        if rules in _STEMMED_WITHOUT_MARKS:
            word = without_marks(word, script)
        return [folded_letters(without_marks(stem(word, rules), script))]


@cache
def _analysis(rules: str, *, function_words: bool) -> _Analysis:
    """The one of a language and kind: what it remembers serves passages, questions and the index alike."""
    return _Analysis(rules, function_words)


def _is_function_word(word: str, language: str) -> bool:
    if language == "en":
        return word in _ENGLISH
    return language in _LISTED and not _function_words(_LISTED[language]).analyze(word)


@cache
def _function_words(language: str) -> tantivy.TextAnalyzer:
    """Gives no term for a function word."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.stopword(language)).build()


def _pairs(characters: list[str]) -> list[str]:
    """Overlapping pairs; a single character itself."""
    return [add(*pair) for pair in pairwise(characters)] or characters


def _with_and_without_prefix(word: str) -> list[str]:
    """A Hebrew word, and without its first letter if that may be an article or a preposition."""
    prefixed = len(word) >= _SHORTEST_PREFIXED and word[0] in _HEBREW_PREFIXES
    return [word, word[1:]] if prefixed else [word]


def _ideographs(word: str) -> list[str]:
    """Pairs of characters, and each ideograph, which may be a word.  Kana alone say little."""
    return [*(one for one in word if not _KANA.match(one)), *_pairs([*word])] if len(word) > 1 else [word]


def _joined(parts: list[str]) -> str:
    """A code in one way of writing: a hyphen stands only between two digits."""
    whole = parts[0]
    for part in parts[1:]:
        whole += f"-{part}" if whole[-1:].isdigit() and part[:1].isdigit() else part
    return whole
