"""Stem words by the rules of their language (Snowball), and tell its function words.

Only this module imports PyStemmer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import cache

import Stemmer

from index.language.scripts import Script

Stem = Callable[[str], str]

#: Snowball's name of each language that it can stem, and the script of its words.
_ALGORITHMS: dict[str, tuple[str, Script]] = {
    "ar": ("arabic", Script.ARABIC),
    "ca": ("catalan", Script.LATIN),
    "cs": ("czech", Script.LATIN),
    "da": ("danish", Script.LATIN),
    "de": ("german", Script.LATIN),
    "el": ("greek", Script.GREEK),
    "en": ("english", Script.LATIN),
    "eo": ("esperanto", Script.LATIN),
    "es": ("spanish", Script.LATIN),
    "et": ("estonian", Script.LATIN),
    "eu": ("basque", Script.LATIN),
    "fa": ("persian", Script.ARABIC),
    "fi": ("finnish", Script.LATIN),
    "fr": ("french", Script.LATIN),
    "ga": ("irish", Script.LATIN),
    "hi": ("hindi", Script.DEVANAGARI),
    "hu": ("hungarian", Script.LATIN),
    "hy": ("armenian", Script.ARMENIAN),
    "id": ("indonesian", Script.LATIN),
    "it": ("italian", Script.LATIN),
    "lt": ("lithuanian", Script.LATIN),
    "ne": ("nepali", Script.DEVANAGARI),
    "nl": ("dutch", Script.LATIN),
    "no": ("norwegian", Script.LATIN),
    "pl": ("polish", Script.LATIN),
    "pt": ("portuguese", Script.LATIN),
    "ro": ("romanian", Script.LATIN),
    "ru": ("russian", Script.CYRILLIC),
    "sv": ("swedish", Script.LATIN),
    "ta": ("tamil", Script.TAMIL),
    "tr": ("turkish", Script.LATIN),
}
#: By whose rules a word is stemmed where the language of its text is unknown or written in another script.
_BY_DEFAULT = {
    Script.LATIN: "en",
    Script.GREEK: "el",
    Script.CYRILLIC: "ru",
    Script.ARMENIAN: "hy",
    Script.ARABIC: "ar",
    Script.DEVANAGARI: "hi",
    Script.TAMIL: "ta",
}
#: A Stemmer object must not be used by two threads at once.
_stemming = threading.Lock()


def own_rules(language: str) -> str:
    """`language` if its words are stemmed otherwise than where no language is known, else an empty text."""
    found = _ALGORITHMS.get(language)
    return language if found and _BY_DEFAULT.get(found[1]) != language else ""


#: The languages with rules of their own.
LANGUAGES_WITH_RULES = tuple(filter(own_rules, _ALGORITHMS))


def rules_for(script: Script, language: str) -> str:
    """The language by whose rules words in `script` are stemmed in a text in `language`; may be empty."""
    found = _ALGORITHMS.get(language)
    return language if found and found[1] is script else _BY_DEFAULT.get(script, "")


def stem(word: str, language: str) -> str:
    """The stem of a word in lower case; `language` is one that `rules_for` returned."""
    if not language:
        return word
    with _stemming:
        return str(_stemmer(_ALGORITHMS[language][0]).stemWord(word))


def stems(words: Iterable[str], language: str) -> frozenset[str]:
    """The stems of many words at once; `language` as for `stem`."""
    if not language:
        return frozenset(words)
    return frozenset(Stemmer.Stemmer(_ALGORITHMS[language][0], 0).stemWords([*words]))


@cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)
