"""Fold words: what is written in several ways, or left out when typing, is made the same."""

from __future__ import annotations

import unicodedata

from index.language.scripts import Script

#: Scripts whose marks may be left out.  In others marks are vowels.
_MARKS_ARE_OPTIONAL = frozenset({Script.LATIN, Script.GREEK, Script.CYRILLIC, Script.HEBREW, Script.ARABIC})
#: General marks, joiners, and the line that stretches Arabic words.
_IGNORED = dict.fromkeys([*range(0x300, 0x370), 0x200C, 0x200D, 0x0640])
_TURKISH_CAPITALS = str.maketrans("Iİ", "ıi")
_LETTERS = str.maketrans(
    {
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"},
        # The forms of alef, ya and kaf, and the ending ta marbuta.
        **{
            "أ": "ا",
            "إ": "ا",
            "آ": "ا",
            "ٱ": "ا",
            "ى": "ي",
            "ی": "ي",
            "ئ": "ي",
            "ؤ": "و",
            "ک": "ك",
            "ة": "ه",
        },
        # Hebrew letters at the end of a word.
        **{"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"},
        "ς": "σ",
    }
)


def plain(word: str, language: str) -> str:
    """`word` in lower case, without general marks, with the digits 0 to 9 for those of every script."""
    if language == "tr":
        word = word.translate(_TURKISH_CAPITALS)
    if word.isascii():
        return word.lower()
    word = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in word)
    return unicodedata.normalize("NFC", word).lower().translate(_IGNORED)


def without_marks(word: str, script: Script) -> str:
    """`word` without accents, vowel points and the like, where its script may leave them out."""
    if word.isascii() or script not in _MARKS_ARE_OPTIONAL:
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(one for one in decomposed if unicodedata.category(one)[0] != "M")


def folded_letters(word: str) -> str:
    """`word` with one letter for those that are often written for each other."""
    return word if word.isascii() else word.translate(_LETTERS)
