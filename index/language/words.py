"""Split a text into runs: words, and codes such as "NOR.0707-60" whole.

A run is letters, digits and their marks, with single full stops, hyphens, colons or slashes between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

#: Single characters that may stand between the parts of a code.
SEPARATORS = r".:/\-"
_ASCII_RUN = re.compile(rf"[A-Za-z0-9]+(?:[{SEPARATORS}][A-Za-z0-9]+)*")
#: A mark of abbreviation or an apostrophe within a Hebrew word: it belongs to the word.
_HEBREW_MARK = re.compile("(?<=[א-ת])[\"'״׳](?=[א-ת])")
#: No character above has letters for words, but for the rare ideographs of the planes 2 and 3.
_HIGHEST = 0x1FFFF
_RARE_IDEOGRAPHS = "\U00020000-\U0003fffd"
#: They join letters within words of Persian and of Indian languages.
_JOINERS = "\u200c\u200d"


def runs(text: str) -> list[str]:
    """The words and codes of `text`, in order, in compatibility form (NFKC)."""
    if text.isascii():
        return _ASCII_RUN.findall(text)
    text = _HEBREW_MARK.sub("", unicodedata.normalize("NFKC", text))
    return _run_pattern().findall(text)


def word_pattern() -> re.Pattern[str]:
    """Matches one word in any script, with its marks."""
    return _compiled("[{word}_]+")


@cache
def _run_pattern() -> re.Pattern[str]:
    return _compiled(f"[{{word}}]+(?:[{SEPARATORS}][{{word}}]+)*")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{word}", _word_characters()))


@cache
def _word_characters() -> str:
    """What words are made of, as a character class.  `\\w` has no marks: it cuts words of Hindi and Thai."""
    codes = (code for code in range(_HIGHEST) if _is_of_words(chr(code)))
    return "".join(_ranges(codes)) + _RARE_IDEOGRAPHS + _JOINERS


def _is_of_words(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _ranges(codes: Iterable[int]) -> Iterator[str]:
    """Ascending codes as ranges of a character class."""
    first = last = -1
    for code in codes:
        if code != last + 1:
            if first >= 0:
                yield f"{chr(first)}-{chr(last)}"
            first = code
        last = code
    yield f"{chr(first)}-{chr(last)}"


def combining_marks(first: int, end: int) -> str:
    """The marks that belong to the letter before them, as part of a character class."""
    return "".join(_ranges(code for code in range(first, end) if unicodedata.category(chr(code))[0] == "M"))
