"""What a question measures: 200 GB is no answer to what something costs."""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.claims.values import asks_number
from qa.quantities.quantities import parse_quantity
from qa.quantities.units import MONEY, SYMBOLS, UNITS

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
#: A share of things counts them too.
_COUNTABLE = frozenset(("share", "points"))


def mismeasures(question: str) -> Callable[[str], bool]:
    """A test of words: do they give a quantity in a unit that `question` cannot ask for?"""
    if _COUNTS.search(question):
        asked = _named(question) | _COUNTABLE
    else:
        asked = next((units for words, units in _ASKED if words.search(question)), frozenset())
    if not asked or not asks_number(question):
        return lambda words: False

    def test(words: str) -> bool:
        quantity = parse_quantity(words, whole=False)
        unit = SYMBOLS.get(quantity.unit) if quantity else None
        return unit is not None and unit.dimension not in asked

    return test


def _named(question: str) -> frozenset[str]:
    """The dimensions of the units that the question names: "how many miles" asks for a length."""
    words = re.findall(r"[^\W_]+", question.lower())
    asked = f" {' '.join(words)} "
    named = {unit.dimension for name, unit in UNITS.items() if len(name) > 2 and f" {name} " in asked}
    return frozenset(named) | (MONEY if named & MONEY else frozenset())
