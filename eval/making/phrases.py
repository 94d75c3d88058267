"""Phrases that may stand in a question: what refers to something outside of it is left out."""

from __future__ import annotations

import re
from functools import lru_cache

from index.language.calendar import MONTH_FORMS
from index.language.function_words import FUNCTION_WORDS
from qa.language.word_classes import DETERMINERS
from qa.language.word_frequency import is_english
from qa.support.names_in import names_in

#: Words that mean something only beside the text before them, or beside the day of writing.
_UNCLEAR = frozenset(
    """
    he she it they him her them his its their hers theirs we us our ours i me my you your this that
    these those here today yesterday tomorrow now above below following former latter such another
    same so himself herself itself themselves however therefore also then thus instead
    """.split()  # noqa: SIM905
)
#: What begins a clause of its own.
CLAUSE = re.compile(
    r"[;:()\[\]\"“”|*_`#<>=]|,|\s[-–]\s|—|\b(?:that|which|who|whom|whose|when|where|while|because|although|though"
    r"|if|unless|but|as|since|after|before|until|than|whether)\b",
    re.I,
)
LONGEST_TITLE = 90
_WORD = re.compile(r"\w+")
_MONTH = re.compile(rf"(?:{MONTH_FORMS})\b")
_ENDS_OPEN = frozenset(FUNCTION_WORDS) - {"off", "out", "up", "down", "by", "for", "in", "on", "with", "to"}
_DETERMINER = re.compile(rf"(?:{DETERMINERS}|each|every)\b", re.I)


def is_clear(phrase: str) -> bool:
    """Whether a phrase can be understood without what stands before it."""
    words = re.findall(r"[^\W\d_]+(?:['’][a-z]+)?", phrase.lower())
    return bool(words) and not any(re.split("['’]", word)[0] in _UNCLEAR for word in words)


def is_whole(phrase: str) -> bool:
    """Whether a phrase does not break off: "the height of the" does."""
    words = phrase.split()
    return bool(words) and words[-1].lower() not in _ENDS_OPEN and phrase.count("(") == phrase.count(")")


def inside(phrase: str) -> str:
    """A phrase as it stands within a sentence: "The bridge" is "the bridge", "Ann" stays."""
    first = phrase.split(None, 1)[0]
    starts = _DETERMINER.fullmatch(first) or (first.lower() in FUNCTION_WORDS and first != "I")
    return phrase[:1].lower() + phrase[1:] if starts else phrase


def begins_with_name(phrase: str) -> bool:
    """Whether a phrase begins with a name or an article."""
    return bool(_DETERMINER.match(phrase)) or any(phrase.startswith(name) for name in names_in(phrase))


def is_title(words: str) -> bool:
    """Whether words can name a document: "a10" and "report_v2" cannot."""
    named = re.search(r"[^\W\d_]{4}", words) is not None and "_" not in words
    return named and len(words) <= LONGEST_TITLE and (" " in words or words.isalpha())


def is_common(word: str, text: str) -> bool:
    """Whether a text has a capitalised word in small letters too, so that it is no name."""
    low = word.lower()
    if _WORD.fullmatch(low):
        return low in _words_of(text)
    return re.search(rf"\b{re.escape(low)}\b", text) is not None


@lru_cache(maxsize=4)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def lowered(words: str, text: str) -> str:
    """A label or heading within a sentence: capitals are lost that are not those of a name.

    Args:
        text: Of the document: what it has in small letters too is no name.
    """
    parts = words.split(" ")
    capital = [part for part in parts if part[:1].isupper()]
    if any(any(map(str.isupper, part[1:])) for part in parts):
        return words
    if len(capital) == 1 and capital[0] == parts[0]:
        plain = is_common(parts[0], text) or (len(parts) > 1 and not _MONTH.match(words))
        return words[:1].lower() + words[1:] if plain else words
    known = all(is_english(part.lower()) for part in parts if part.isalpha())
    return words.lower() if known and any(is_common(part, text) for part in capital) else words


def one_line(words: str) -> str:
    """The words with single blanks."""
    return " ".join(words.split())
