"""The number and the date in a cell, by which rows are put in order."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from index.language.written_dates import written_dates
from qa.quantities.numbers import SCALES

_NUMBER = re.compile(
    r"(?:[$€£¥₹]\s?)?(?P<minus>[-−–(])?\s?(?:[A-Z]{0,3}[$€£¥₹]\s?)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<time>(?::\d{2})+(?:\.\d+)?)?(?:\s?(?P<scale>[a-z]+))?",
    re.IGNORECASE,
)
#: What may stand before the number in a cell that is a number.
_BEFORE = re.compile(r"[\W_]*(?:[A-Z]{1,3}[\W_]*)?\Z")
#: Share of a column's filled cells that make its kind.
MOST = 0.6
_YEARS = (1000, 2100)
_NOTHING = frozenset(("no", "none", "nil", "n", "n/a", "false", "not"))
_SO = frozenset(("yes", "y", "true", "✓", "✔"))


class ColumnKind(StrEnum):
    """What the cells of a column mostly are."""

    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    MIXED = "mixed"
    TEXT = "text"


#: The kinds, in the order in which they are numbered.
KINDS = tuple(ColumnKind)


class CellValue(NamedTuple):
    """What a cell says besides its words.

    Args:
        number: Its first number, in seconds for a time of the clock; None without one.
        leads: Whether the number begins the cell.
        day: Its first date as a number that grows with time; None without one.
    """

    number: float | None
    leads: bool
    day: float | None


@lru_cache(maxsize=16384)
def cell_value(words: str) -> CellValue:
    """The value of a cell's words; amounts in brackets are negative, as in accounts."""
    match = _NUMBER.search(words)
    if match is None:
        return CellValue(None, leads=False, day=None)
    dates = written_dates(words)
    day = None
    if dates:
        year, month, date = dates[0].readings[0]
        day = year * 372.0 + month * 31.0 + date
    minus = match["minus"] == "-" or match["minus"] == "−" or _is_bracketed(words, match)
    number = _seconds(match) if match["time"] else float(match["digits"].replace(",", ""))
    number *= SCALES.get((match["scale"] or "").lower(), 1.0)
    start = match.start() + (match["minus"] in ("-", "–", "−") and match.start() > 0)
    return CellValue(-number if minus else number, _BEFORE.fullmatch(words[:start]) is not None, day)


def denies(words: str) -> bool:
    """Whether a cell says that there is nothing of what its column is about: no, none, or the number 0."""
    value = cell_value(words)
    return words.strip(" .").casefold() in _NOTHING or (value.leads and value.number == 0.0)


def truth_of(words: str) -> bool | None:
    """Whether a cell says yes; None for one that says neither yes nor no."""
    return True if words.strip(" .").casefold() in _SO else False if denies(words) else None


def counts_some(words: str) -> bool:
    """Whether a cell begins with a number above 0."""
    value = cell_value(words)
    return value.leads and (value.number or 0.0) > 0


def _is_bracketed(words: str, match: re.Match[str]) -> bool:
    return match["minus"] == "(" and match.start() == 0 and ")" in words[match.end() :]


def _seconds(match: re.Match[str]) -> float:
    total = 0.0
    for part in (match["digits"] + match["time"]).split(":"):
        total = total * 60 + float(part.replace(",", ""))
    return total


def column_kind(values: list[CellValue], filled: int) -> ColumnKind:
    """The kind of a column with these values.

    Args:
        filled: How many of its cells have words.
    """
    if not filled:
        return ColumnKind.TEXT
    if sum(value.day is not None for value in values) >= MOST * filled:
        return ColumnKind.DATE
    leading = [value.number for value in values if value.leads and value.number is not None]
    if len(leading) >= MOST * filled:
        is_year = all(_YEARS[0] <= number <= _YEARS[1] for number in leading)
        return ColumnKind.YEAR if is_year else ColumnKind.NUMBER
    if sum(value.number is not None for value in values) >= MOST * filled:
        return ColumnKind.MIXED
    return ColumnKind.TEXT
