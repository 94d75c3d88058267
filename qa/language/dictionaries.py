"""Dictionaries of some languages, to tell rare words from misspelt ones.

Only this module imports spellchecker.  They are read at first use: a fifth of a second for English.
"""

from __future__ import annotations

from functools import cache

from spellchecker import SpellChecker

from index.language.stemmers import stem, stems

#: The languages that there are dictionaries of.
LANGUAGES = frozenset(("ar", "de", "en", "es", "eu", "fa", "fr", "it", "lv", "nl", "pt", "ru"))


def is_listed(word: str, language: str = "en") -> bool:
    """Whether a dictionary lists a word in lower case, or another form of it; False where there is none."""
    if language not in LANGUAGES:
        return False
    return word in _words(language) or stem(word, language) in _stems(language)


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(SpellChecker(language=language, distance=1).word_frequency.words())


@cache
def _stems(language: str) -> frozenset[str]:
    return stems(_words(language), language)
