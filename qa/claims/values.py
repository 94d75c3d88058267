"""Values: what a span of a source stands for, and when two are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from qa.claims.names import content_words, name_words, same_name, same_text
from qa.quantities.conversion import like_units, same_quantity
from qa.quantities.dates import DateValue, parse_date, same_date
from qa.quantities.quantities import Quantity, parse_quantity
from qa.quantities.units import UNIT


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


_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|wide|fast|often|heavy|hot|cold|thick)\b"
    r"|\bwhat (?:do|does|did|will|would|can|could)\b.{1,80}\b(?:cost|weigh|measure)\b"
    r"|\b(?:what|which)(?: (?:is|was|are|were))?(?: the| its| their)?(?: \w+){0,2} (?:percent(?:age)?|number"
    r"|proportion|fraction|share|amount|age|size|population|price|cost|height|length|weight|distance|capacity|magnitude"
    r"|total|rate|temperature|budget|revenue|toll|area|depth|speed|salary|value)\b",
    re.I,
)
_ASKS_DATE = re.compile(
    r"\bwhen\b|\b(?:what|which)(?: (?:is|was))?(?: the)?(?: \w+)? (?:years?|dates?|day|month|birthday)\b",
    re.I,
)
_ASKS_NAME = re.compile(r"\bwho(?:m|se)?\b", re.I)
_ASKS_WHETHER = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might"
    r"|must)(?:n['’]t)?\s",
    re.I,
)
_ALTERNATIVE = re.compile(r"\bor\b(?!\s+not\b)", re.I)
# Possessive: a word is one word, or a code of capitals could be taken apart in as many ways as it has parts.
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w'’.&-]*+|(?:of|the|de|la|von|van|der|den|and|for|al|bin|in|on)\b|&|,|\d++|\s)++"
)


#: A number that says what kind of thing something is: "6.1-magnitude", "12-member"; a unit is a measure.
_COMPOUND = re.compile(
    rf"\d[\d.,]*-(?!(?:{UNIT}|hundred|thousand|[mbtr]+illion|odd|plus|some|strong|fold)\b)(?P<noun>[a-z]{{3,}})",
    re.I,
)

#: More characters than these are no number, no date and no name.
LONGEST = 300


def asks_number(question: str) -> bool:
    """Whether the question asks how many, how much or how large."""
    return _first(_ASKS_NUMBER, question) < _first(_ASKS_DATE, question)


def asks_date(question: str) -> bool:
    """Whether the question asks when; "how many were there when ..." does not."""
    return _first(_ASKS_DATE, question) < _first(_ASKS_NUMBER, question)


def asks_whether(question: str) -> bool:
    """Whether yes or no would answer it; "is it red or blue" asks which."""
    return _ASKS_WHETHER.match(question) is not None and not _ALTERNATIVE.search(question)


def _first(asked: re.Pattern[str], question: str) -> int:
    found = asked.search(question)
    return found.start() if found else len(question)


def value_of(words: str, question: str, published: str) -> Value:
    """What `words`, a span found for `question` in a document of date `published` (or ''), stand for."""
    words = " ".join(words.split())
    if len(words) > LONGEST:
        return Value(Kind.TEXT, words, " ".join(content_words(words)) or words.casefold())
    when, many = asks_date(question), asks_number(question)
    if not many and (day := parse_date(words, published, asks_when=when, whole=not when)):
        return Value(Kind.DATE, words, str(day), day)
    if not _describes(words, question) and (quantity := parse_quantity(words, whole=not many)):
        return Value(Kind.NUMBER, words, str(quantity), quantity)
    if _ASKS_NAME.search(question) or (_NAME.fullmatch(words) and words[0].isupper()):
        return Value(Kind.NAME, words, " ".join(name_words(words)) or words.casefold())
    return Value(Kind.TEXT, words, " ".join(content_words(words)) or words.casefold())


def _describes(words: str, question: str) -> bool:
    """Whether the number only describes something, and the question does not ask how many of its noun."""
    compound = _COMPOUND.match(words)
    return compound is not None and compound["noun"].lower() not in question.lower()


def same(a: Value, b: Value) -> bool:
    """Whether two values, found for one question, say the same."""
    if a.words == b.words or a.normalized == b.normalized:
        return True
    if isinstance(a.meaning, Quantity) and isinstance(b.meaning, Quantity):
        return same_quantity(a.meaning, b.meaning)
    if isinstance(a.meaning, DateValue) and isinstance(b.meaning, DateValue):
        return same_date(a.meaning, b.meaning)
    if a.kind is b.kind is Kind.NAME:
        return same_name(a.words, b.words)
    if Kind.NUMBER in (a.kind, b.kind):
        return False
    return same_text(a.words, b.words)


def compete(question: str, values: Sequence[Value]) -> list[bool]:
    """Which of the values, likeliest first, are of the kind asked for, or else of the first one's.

    Quantities compete in like units only.  The first value always does.
    """
    wanted = Kind.NUMBER if asks_number(question) else Kind.DATE if asks_date(question) else values[0].kind
    model = next((value for value in values if value.kind is wanted), values[0])
    return [n == 0 or _alike(value, model) for n, value in enumerate(values)]


def _alike(a: Value, b: Value) -> bool:
    """Whether `a` is of the kind of `b`, the model."""
    if isinstance(a.meaning, Quantity) and isinstance(b.meaning, Quantity):
        return like_units(a.meaning, b.meaning)
    plain = (Kind.NAME, Kind.TEXT)
    return a.kind is b.kind or (a.kind in plain and b.kind in plain)
