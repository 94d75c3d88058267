"""Scripts: which one a letter belongs to, as far as words are treated differently."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby


class Script(StrEnum):
    """A script, or scripts whose words are treated alike."""

    LATIN = "latin"  # and digits, and every script that has no treatment of its own
    GREEK = "greek"
    CYRILLIC = "cyrillic"
    ARMENIAN = "armenian"
    HEBREW = "hebrew"
    ARABIC = "arabic"
    DEVANAGARI = "devanagari"
    TAMIL = "tamil"
    #: Thai, Lao, Tibetan, Burmese, Khmer: no spaces between words, marks above and below letters.
    SOUTHEAST_ASIAN = "southeast asian"
    #: Ideographs and kana: no spaces between words.
    IDEOGRAPHS = "ideographs"
    HANGUL = "hangul"


#: The first code point of each range; up to the next one.
_STARTS: tuple[tuple[int, Script], ...] = (
    (0x0000, Script.LATIN),
    (0x0370, Script.GREEK),
    (0x0400, Script.CYRILLIC),
    (0x0530, Script.ARMENIAN),
    (0x0590, Script.HEBREW),
    (0x0600, Script.ARABIC),
    (0x0780, Script.LATIN),
    (0x0900, Script.DEVANAGARI),
    (0x0980, Script.LATIN),
    (0x0B80, Script.TAMIL),
    (0x0C00, Script.LATIN),
    (0x0E00, Script.SOUTHEAST_ASIAN),
    (0x10A0, Script.LATIN),
    (0x1100, Script.HANGUL),
    (0x1200, Script.LATIN),
    (0x1780, Script.SOUTHEAST_ASIAN),
    (0x1800, Script.LATIN),
    (0x1F00, Script.GREEK),
    (0x2000, Script.LATIN),
    (0x2E80, Script.IDEOGRAPHS),
    (0x3130, Script.HANGUL),
    (0x3190, Script.IDEOGRAPHS),
    (0xA4D0, Script.LATIN),
    (0xAC00, Script.HANGUL),
    (0xD7B0, Script.LATIN),
    (0xF900, Script.IDEOGRAPHS),
    (0xFB00, Script.LATIN),
    (0x20000, Script.IDEOGRAPHS),
)
_CODES = [start for start, _ in _STARTS]


def script_of(character: str) -> Script:
    """The script of a letter, a digit or a mark."""
    return _STARTS[bisect_right(_CODES, ord(character)) - 1][1]


def by_script(word: str) -> Iterator[tuple[Script, str]]:
    """The stretches of a word that are of one script."""
    if word.isascii():
        yield Script.LATIN, word
        return
    for script, characters in groupby(word, script_of):
        yield script, "".join(characters)
