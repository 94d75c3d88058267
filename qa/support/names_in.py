"""Names in a sentence, told by their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.language.function_words import FUNCTION_WORDS
from index.language.sentence_ends import SENTENCE_STARTERS
from qa.language.names import TITLES

#: "U.S.", "J.", "O'Neill", "AT&T"; that the first letter is a capital is looked at afterwards.
_WORD = r"(?:(?<!\w)(?:[^\W\d_]\.){2,}|(?<!\w)[^\W\d_a-z][\w&'’-]*(?:\.(?=\s[^\W\d_a-z]))?)"
_JOINERS = r"(?:\s(?:of|the|de|la|von|van|der|den|al|bin)){1,2}"
_NAME = re.compile(rf"{_WORD}(?:(?:{_JOINERS})?\s{_WORD})*")
_POSSESSIVE = re.compile(r"['’]s?\b\Z|['’]\Z")
_STARTS_SENTENCE = re.compile(r"(?:\A\s*|[.!?:]\s+)[“\"«(]*\Z")
_NO_NAME = frozenset(FUNCTION_WORDS) | {word.lower() for word in SENTENCE_STARTERS}


def names_in(sentence: str) -> Iterator[str]:
    """The names of a sentence, without titles before them and possessive endings.

    A single word that begins the sentence has its capital from there and is none; months and days are some.
    """
    for match in _NAME.finditer(sentence):
        if not match.group()[0].isupper():
            continue
        words = _POSSESSIVE.sub("", match.group()).split()
        begins = _STARTS_SENTENCE.search(sentence[: match.start()]) is not None
        while words and _is_no_name(words[0]):
            del words[0]
            begins = False
        if begins and words[1:2] == ["the"]:  # "Heating the Brno works"
            del words[:2]
            begins = False
        if words and not (begins and len(words) == 1 and not _has_capitals(words[0])):
            yield " ".join(words)


def _is_no_name(word: str) -> bool:
    """Whether it is a title or a small word; "US" and "WHO" are none."""
    low = word.lower().rstrip(".")
    return low in TITLES or (low in _NO_NAME and not (len(word) > 1 and word.isupper()))


def _has_capitals(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1
