"""Which dimensions the unit of an answer may have: 200 GB is no answer to what something costs."""

from __future__ import annotations

import re

from qa.quantities.units import MONEY, UNITS
from qa.understand.answer_kind import AnswerKind

_ASKED = (
    (re.compile(r"\bhow (?:far|tall|wide|deep|high)\b", re.I), frozenset(("length",))),
    (re.compile(r"\bhow long\b", re.I), frozenset(("length", "time"))),
    (re.compile(r"\bhow old\b", re.I), frozenset(("time",))),
    (re.compile(r"\bhow heavy\b|\bweigh", re.I), frozenset(("mass",))),
    (
        re.compile(
            r"\b(?:costs?|prices?|pays?|paid|worth|fees?|salary|budget|revenue|spend|spent|earns?)\b", re.I
        ),
        MONEY,
    ),
)

_COUNTS = re.compile(r"\bhow many\b", re.I)
#: A count may be given as a share too.
_COUNTABLE = frozenset(("share", "points"))


def asked_dimensions(question: str, kinds: frozenset[AnswerKind]) -> frozenset[str]:
    """The dimensions, as in `qa.quantities.units`; empty where a quantity of any could be the answer."""
    if AnswerKind.NUMBER not in kinds:
        return frozenset()
    if _COUNTS.search(question):
        return _named(question) | _COUNTABLE
    return next((units for words, units in _ASKED if words.search(question)), frozenset())


def _named(question: str) -> frozenset[str]:
    """The dimensions of the units that the question names: "how many miles" asks for a length."""
    words = re.findall(r"[^\W_]+", question.lower())
    asked = f" {' '.join(words)} "
    named = {unit.dimension for name, unit in UNITS.items() if len(name) > 2 and f" {name} " in asked}
    return frozenset(named) | (MONEY if named & MONEY else frozenset())
