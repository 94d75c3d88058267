"""Quantities: a number or a range with its unit, however it is written."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from qa.quantities.numbers import NUMBER, Number, number_of
from qa.quantities.qualifiers import (
    ABOUT,
    ABOUT_AFTER,
    AFTER,
    AT_LEAST,
    AT_MOST,
    LESS_AFTER,
    MORE_AFTER,
    MOST_QUALIFIERS,
    QUALIFIER,
)
from qa.quantities.units import CURRENCY, MONEY, SYMBOLS, UNIT, unit_of

_IN = re.IGNORECASE
DASH = rf"(?:\s?[-–—−]\s?|\s+to\s+(?:{QUALIFIER}\s+)?|\s+and\s+|\s+or\s+)"
_QUANTITY = re.compile(
    rf"(?P<before>(?:{QUALIFIER}\s*|(?:between|from)\s+){{0,{MOST_QUALIFIERS}}})(?P<currency>(?-i:{CURRENCY})\s?)?"
    rf"(?P<minus>(?<![\w\s])[-−]|\A[-−])?(?P<one>{NUMBER})"
    rf"(?:\s?[-\s]?(?P<lowunit>{UNIT}))?"
    rf"(?:{DASH}(?P<currency2>(?-i:{CURRENCY})\s?)?(?P<two>{NUMBER}))?(?P<after>{AFTER})?"
    rf"(?:[-\s]{{0,2}}(?P<unit>{UNIT}))?(?P<after2>{AFTER})?",
    _IN,
)
_SMALLER = re.compile(rf"[\s,]*(?:and\s+)?(?P<number>{NUMBER})[-\s]{{0,2}}(?P<unit>{UNIT})", _IN)
_WRAPPED = re.compile(r"\(.*?\)\s*\Z")


class Quantity(NamedTuple):
    """A number or a range; None is an end left open ("up to 12,000" has no low, "at least 5" no high).

    Args:
        unit: A symbol of `qa.quantities.units`, or empty: counted things are not told apart.
        approximate: Whether the words say so.
    """

    low: float | None
    high: float | None
    unit: str = ""
    approximate: bool = False

    def __str__(self) -> str:
        """Such as "≤ 12000", "≈ 15000", "3000–5000 km", "50%"."""
        unit = self.unit if self.unit in ("", "%", "°") else f" {self.unit}"
        if self.low is not None and self.high is not None:
            ends = dict.fromkeys((_plain(self.low), _plain(self.high)))
            return f"{'≈ ' if self.approximate else ''}{'–'.join(ends)}{unit}"
        end = self.low if self.high is None else self.high
        return f"{'≥' if self.high is None else '≤'} {_plain(end or 0.0)}{unit}"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.6f}".rstrip("0")


@lru_cache(maxsize=4096)
def parse_quantity(words: str, *, whole: bool = True) -> Quantity | None:
    """The quantity that `words` are, or None.

    Args:
        whole: False takes the first quantity within them too, such as that of "15,000 soldiers".
    """
    words = words.strip()
    found = _QUANTITY.match(words) if whole else _QUANTITY.search(words)
    read = _read(words, found) if found else None
    if read is None:
        return None
    left = _WRAPPED.sub("", words[read.end :]) if read.quantity.unit else words[read.end :]
    return None if whole and left.strip(" .,") else read.quantity


class FoundQuantity(NamedTuple):
    """A quantity in a text: the offsets of its first character and behind its last one."""

    start: int
    end: int
    quantity: Quantity


def quantities_in(text: str) -> list[FoundQuantity]:
    """The quantities in a text, in order; years and parts of dates are numbers too."""
    found: list[FoundQuantity] = []
    at = 0
    while match := _QUANTITY.search(text, at):
        read = _read(text, match)
        at = read.end if read else match.end()
        if read:
            found.append(read)
    return found


def _read(words: str, found: re.Match[str]) -> FoundQuantity | None:
    """The quantity of a match, with smaller units behind it."""
    quantity = _quantity(found)
    end = found.end()
    while (smaller := _SMALLER.match(words, end)) and (sum_ := _sum(quantity, smaller)):
        quantity, end = sum_, smaller.end()
    if not all(math.isfinite(number) for number in quantity[:2] if number is not None):
        return None  # a code or a key, not a number
    return FoundQuantity(found.start(), end, quantity)


def _quantity(found: re.Match[str]) -> Quantity:
    one = number_of(found["one"])
    low = -one.value if found["minus"] else one.value
    unit = unit_of(found["unit"] or found["lowunit"] or "")
    money = unit_of((found["currency"] or "").strip())
    factor = 1.0
    if money:
        # "$3m": behind money it is no metre.
        factor = 1e6 if unit and unit.symbol == "m" else 1.0
        unit = unit if unit and unit.dimension in MONEY and unit.factor == 1 else money
    symbol = unit.symbol if unit else ""
    after = f"{found['after'] or ''}{found['after2'] or ''}"
    about = _has(ABOUT, found["before"]) or bool(re.search(ABOUT_AFTER, after, _IN))
    if found["two"]:
        two = number_of(found["two"])
        return Quantity(_scaled(low, one, two) * factor, two.value * factor, symbol, about)
    low *= factor
    if _has(AT_MOST, found["before"]) or re.search(LESS_AFTER, after, _IN):
        return Quantity(None, low, symbol, about)
    if one.vague or _has(AT_LEAST, found["before"]) or re.search(MORE_AFTER, after, _IN):
        return Quantity(low, None, symbol, about)
    return Quantity(low, low, symbol, about)


def _has(qualifier: str, before: str) -> bool:
    return re.search(rf"(?<!\w)(?:{qualifier})(?!\w)", before, _IN) is not None


def _scaled(low: float, one: Number, two: Number) -> float:
    """The low end in the scale of the high end, where only that names it: "1.5 to 2 million"."""
    return low * two.scale if one.scale == 1 < two.scale and low * two.scale <= two.value else low


def _sum(quantity: Quantity, smaller: re.Match[str]) -> Quantity | None:
    """A quantity in two units, "5 ft 11 in", in the smaller one."""
    big, small = SYMBOLS.get(quantity.unit), unit_of(smaller["unit"])
    if not big or not small or big.dimension != small.dimension or big.factor <= small.factor:
        return None
    more, times = number_of(smaller["number"]).value, big.factor / small.factor
    low, high = (None if end is None else round(end * times + more, 6) for end in quantity[:2])
    return quantity._replace(low=low, high=high, unit=small.symbol)
