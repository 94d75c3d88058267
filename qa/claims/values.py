"""Values: what words of a source stand for, and whether two are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from qa.claims.names import content_words, name_words, same_list, same_name, same_text
from qa.quantities.conversion import like_units, same_quantity
from qa.quantities.dates import DateValue, parse_date, same_date
from qa.quantities.quantities import Quantity, parse_quantity
from qa.quantities.units import UNIT
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion


class Kind(StrEnum):
    """What a value is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    TEXT = "text"


class Value(NamedTuple):
    """A value.

    Args:
        words: As in the source.
        normalized: One way of writing it: "≤ 12000", "3000–5000 km", "1948-08-19", "johannes brahms".
        meaning: What numbers and dates were parsed to.
    """

    kind: Kind
    words: str
    normalized: str
    meaning: Quantity | DateValue | None = None


# Possessive: a word is one word, or a code of capitals could be taken apart in as many ways as it has parts.
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w'’.&-]*+|(?:of|the|de|la|von|van|der|den|and|for|al|bin|in|on)\b|&|,|\d++|\s)++"
)

#: A number in a compound that describes a noun: "6.1-magnitude", "12-member"; with a unit it is a quantity.
_COMPOUND = re.compile(
    rf"\d[\d.,]*-(?!(?:{UNIT}|hundred|thousand|[mbtr]+illion|odd|plus|some|strong|fold)\b)(?P<noun>[a-z]{{3,}})",
    re.I,
)

#: Longer words are text: no number, date or name has so many characters.
LONGEST = 300


def value_of(question: ParsedQuestion, words: str, published: str) -> Value:
    """What words stand for, given the question that they were found for.

    Args:
        published: ISO date of their document, or empty.
    """
    words = " ".join(words.split())
    if len(words) > LONGEST:
        return Value(Kind.TEXT, words, " ".join(content_words(words)) or words.casefold())
    when, many = question.asks(AnswerKind.DATE), question.asks(AnswerKind.NUMBER)
    if not many and (day := parse_date(words, published, asks_when=when, whole=not when)):
        return Value(Kind.DATE, words, str(day), day)
    if not _describes(question, words) and (quantity := parse_quantity(words, whole=not many)):
        return Value(Kind.NUMBER, words, str(quantity), quantity)
    if question.asks(AnswerKind.PERSON) or (_NAME.fullmatch(words) and words[0].isupper()):
        return Value(Kind.NAME, words, " ".join(name_words(words)) or words.casefold())
    return Value(Kind.TEXT, words, " ".join(content_words(words)) or words.casefold())


def _describes(question: ParsedQuestion, words: str) -> bool:
    """Whether the number only describes a noun that the question does not have."""
    compound = _COMPOUND.match(words)
    return compound is not None and not question.has_letters(compound["noun"])


def same(a: Value, b: Value) -> bool:
    """Whether two values, found for one question, say the same."""
    if a.words == b.words or a.normalized == b.normalized:
        return True
    if isinstance(a.meaning, Quantity) and isinstance(b.meaning, Quantity):
        return same_quantity(a.meaning, b.meaning)
    if isinstance(a.meaning, DateValue) and isinstance(b.meaning, DateValue):
        return same_date(a.meaning, b.meaning)
    if a.kind is b.kind is Kind.NAME:
        return same_name(a.words, b.words) or same_list(a.words, b.words)
    if Kind.NUMBER in (a.kind, b.kind):
        return False
    return same_text(a.words, b.words) or same_list(a.words, b.words)


def compete(question: ParsedQuestion, values: Sequence[Value]) -> list[bool]:
    """Which of the values, the answer's first, are of the kind asked for, or else of the answer's.

    Quantities compete in like units only.  The answer's value always competes.
    """
    number, date = question.asks(AnswerKind.NUMBER), question.asks(AnswerKind.DATE)
    wanted = Kind.NUMBER if number else Kind.DATE if date else values[0].kind
    model = next((value for value in values if value.kind is wanted), values[0])
    return [n == 0 or _alike(value, model) for n, value in enumerate(values)]


def _alike(a: Value, b: Value) -> bool:
    """Whether `a` is of the kind of `b`, the model."""
    if isinstance(a.meaning, Quantity) and isinstance(b.meaning, Quantity):
        return like_units(a.meaning, b.meaning)
    plain = (Kind.NAME, Kind.TEXT)
    return a.kind is b.kind or (a.kind in plain and b.kind in plain)
