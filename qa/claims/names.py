"""Compare names and other words, whatever their case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.language.function_words import FUNCTION_WORDS
from qa.language.names import DISTINCTIVE, TITLES

_ARTICLES = frozenset(("the", "a", "an"))
_DENIALS = frozenset(("no", "not", "never", "neither", "nor", "without", "none"))
_WORD = re.compile(r"\d+(?:[.,]\d+)*s?|[^\W\d_]+|%")
#: What parts the items of a list.
_BETWEEN = re.compile(r",|;|\s+(?:and|or)\s+|\s+&\s+|/")
_POSSESSIVE = re.compile(r"(?<!\d)['’]s\b|(?<=\d)['’](?=s\b)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")


@lru_cache(maxsize=8192)
def folded(words: str) -> tuple[str, ...]:
    """The words without case, accents, possessives and punctuation: "U.S." is "us"."""
    plain = _INITIALS.sub(lambda initials: initials.group().replace(".", ""), _POSSESSIVE.sub("", words))
    apart = unicodedata.normalize("NFKD", plain.casefold())
    return tuple(_WORD.findall("".join(mark for mark in apart if not unicodedata.combining(mark))))


def name_words(words: str) -> tuple[str, ...]:
    """The words of a name without articles and titles before it."""
    found = [word for word in folded(words) if word not in _ARTICLES]
    while len(found) > 1 and found[0] in TITLES:
        del found[0]
    return tuple(found)


def content_words(words: str) -> tuple[str, ...]:
    """The words that carry meaning, in order; all of them where none does."""
    found = folded(words)
    return tuple(word for word in found if word not in _FUNCTION_WORDS or word in _DENIALS) or found


_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)


def same_name(a: str, b: str) -> bool:
    """Whether one name is the other, or lacks words of it at an end or in the middle ("Brahms")."""
    short, long = sorted((name_words(a), name_words(b)), key=len)
    if not short:
        return False
    if DISTINCTIVE & set(long) != DISTINCTIVE & set(short):
        return False
    if len(short) == len(long):
        return all(map(_same_word, short, long))
    ends = all(map(_same_word, short, long)), all(map(_same_word, short[::-1], long[::-1]))
    middle = len(short) > 1 and _same_word(short[0], long[0]) and _same_word(short[-1], long[-1])
    return any(ends) or middle


def _same_word(a: str, b: str) -> bool:
    """Whether two words are equal or one is the other's initial: "J. Brahms"."""
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0] and a.isalpha() and b.isalpha())


def same_text(a: str, b: str) -> bool:
    """Whether the words that carry meaning are equal, or those of one stand in a row within the other."""
    short, long = sorted((content_words(a), content_words(b)), key=len)
    if not short or _DENIALS & set(short) != _DENIALS & set(long):
        return False
    return f" {' '.join(short)} " in f" {' '.join(long)} "


def same_list(a: str, b: str) -> bool:
    """Whether one is a list, and every item of the other is one of its items: "ants and bees", "bees"."""
    items = _items(a), _items(b)
    return max(map(len, items)) > 1 and any(
        0 < len(few) <= len(many) and all(any(_same_item(item, other) for other in many) for item in few)
        for few, many in (items, items[::-1])
    )


def _same_item(one: str, other: str) -> bool:
    return same_name(one, other) or same_text(one, other)


def _items(words: str) -> list[str]:
    return [item for item in _BETWEEN.split(words) if any(w not in _FUNCTION_WORDS for w in folded(item))]
