"""Dates as they are written: "15 December 2026", "Dec 15", "2026-12-15", "15/12/2026", "December 2026".

Whatever their spelling, equal dates give equal terms, which stand beside the words in the index and in a
question.  "5/12/2026" has two readings, day first and month first; both count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from index.language.calendar import MONTH_FORMS, MONTHS

_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
#: "may", "mar" and "march" in lower case are other words unless a day stands before them.
_MONTH = rf"(?:(?i:(?!mar|may)(?:{MONTH_FORMS}))|Mar(?:ch)?|MAR(?:CH)?|May|MAY)\b\.?"
_LOWER = rf"(?i:{MONTH_FORMS})\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"[12]\d{3}(?![\d%]|[.,]\d)"
_BEFORE = r"(?<![\w$€£/.,:-])"
_AFTER = r"(?![\w/]|[-:.]\d)"
_DATE = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?P<iso>[12]\d{{3}}(?P<mark>[-/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:3[01]|[12]\d|0?[1-9]))(?:(?=T\d)|{_AFTER})"
    rf"|(?P<numeric>\d{{1,2}}(?P<point>[-/.])\d{{1,2}}(?P=point)[12]\d{{3}}|\d{{1,2}}/\d{{1,2}}/\d{{2}}){_AFTER}"
    rf"|(?:(?P<from>{_DAY})(?:\s?[-–]\s?|\s+(?:to|until|(?P<and>and))\s+))?(?P<day>{_DAY})(?:[\s-]+(?:day\s+)?(?:of\s+)?)(?P<month>{_LOWER})"
    rf"(?:(?:,?\s+|-)(?P<year>{_YEAR}))?(?!\w)"
    rf"|(?P<month2>{_MONTH})\s+(?:the\s+)?(?P<day2>{_DAY})(?![\w%]|[.,:]\d)(?:\s?[-–]\s?(?P<to>{_DAY})(?![\w%]|[.,:]\d))?"
    rf"(?:,?\s+(?P<year2>{_YEAR}))?(?!\w)"
    rf"|(?P<month3>{_MONTH}),?(?:\s+of)?\s+(?P<year3>{_YEAR})(?!\w)"
    r")"
)
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(r"\bbetween\s+\Z", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:[-–—]|to|until|till|through|and)\s*")


class CalendarDate(NamedTuple):
    """A day, or a month; 0 stands for a year or a day that is not given."""

    year: int
    month: int
    day: int

    def fits(self, other: CalendarDate) -> bool:
        """Whether both may be one date: nothing that both give differs."""
        return all(a == b or 0 in (a, b) for a, b in zip(self, other, strict=True))

    def spelled(self) -> str:
        """As "15 December 2026"."""
        return " ".join(filter(None, (str(self.day or ""), MONTHS[self.month - 1], str(self.year or ""))))


class WrittenDate(NamedTuple):
    """A date in a text.

    Args:
        start: Offset of its first character.
        end: Behind its last one.
        readings: The dates that it may be; one, or day first and month first.
        last: The last day of a range that begins with it; None for a single date.
    """

    start: int
    end: int
    readings: tuple[CalendarDate, ...]
    last: CalendarDate | None = None

    def fits(self, other: CalendarDate) -> bool:
        """Whether a reading may be this date, or the range holds it."""
        return any(one.fits(other) for one in self.readings) or self._holds(other)

    def _holds(self, other: CalendarDate) -> bool:
        if self.last is None or not other.day:
            return False
        first = self.readings[0]
        year = other.year or first.year or self.last.year
        bounds = [one._replace(year=one.year or year) for one in (first, self.last)]
        return bounds[0] <= other._replace(year=year) <= bounds[1]


def written_dates(text: str) -> list[WrittenDate]:
    """The dates in a text, in order; the two ends of a range are one."""
    found: list[WrittenDate] = []
    for one in _single_dates(text):
        before = found[-1] if found else None
        if before and before.last is None and _RANGE.fullmatch(text, before.end, one.start):
            joint = text[before.end : one.start]
            if "and" not in joint or text[: before.start].rstrip().lower().endswith("between"):
                found[-1] = WrittenDate(before.start, one.end, before.readings, one.readings[0])
                continue
        found.append(one)
    return found


def _single_dates(text: str) -> Iterator[WrittenDate]:
    if not _DIGIT.search(text):
        return
    for match in _DATE.finditer(text):
        readings = tuple(filter(_exists, _readings(match)))
        if readings:
            first, last = readings[0], None
            other = match["from"] or match["to"]
            if match["and"] and not _BETWEEN.search(text, 0, match.start()):
                other = None  # "3 and 14 May"
            if other:
                ends = sorted((first, first._replace(day=_number(other))))
                readings, last = (ends[0],), ends[1]
            yield WrittenDate(match.start(), match.end(), readings, last)


def _readings(match: re.Match[str]) -> Iterator[CalendarDate]:
    """What a match may mean, the day first where that is not clear."""
    if match["iso"]:
        yield CalendarDate(*map(int, re.split(r"[-/.]", match["iso"])))
    elif match["numeric"]:
        one, other, year = map(int, re.split(r"[-/.]", match["numeric"]))
        year += 2000 if year < 70 else 1900 if year < 100 else 0
        yield CalendarDate(year, other, one)
        if match["point"] != "." and one != other:
            yield CalendarDate(year, one, other)
    else:
        day = match["day"] or match["day2"] or "0"
        month = match["month"] or match["month2"] or match["month3"]
        year = int(match["year"] or match["year2"] or match["year3"] or 0)
        yield CalendarDate(year, _NUMBERS[month[:3].lower()], _number(day))


def _number(day: str) -> int:
    return int(day.rstrip("stndrh"))


def _exists(day: CalendarDate) -> bool:
    try:
        date(day.year or 2000, day.month, day.day or 1)
    except ValueError:
        return False
    return True


def date_terms(text: str) -> list[str]:
    """Terms for the dates in a text: of the day with and without its year, and of the month."""
    days = [day for one in written_dates(text) for day in (*one.readings, *([one.last] if one.last else []))]
    return list(dict.fromkeys(term for day in days for term in (*_day_terms(day), *_month_terms(day))))


def asked_date_terms(question: str) -> list[str]:
    """The terms that find the dates in a question: of the day, or of the month if no day is given."""
    days = [
        day for one in written_dates(question) for day in (*one.readings, *([one.last] if one.last else []))
    ]
    return list(dict.fromkeys(term for day in days for term in (_day_terms(day) or _month_terms(day))))


def _day_terms(day: CalendarDate) -> list[str]:
    if not day.day:
        return []
    whole = [f"d{day.year}{day.month:02}{day.day:02}"] if day.year else []
    return [*whole, f"d{day.month:02}{day.day:02}"]


def _month_terms(day: CalendarDate) -> list[str]:
    return [f"m{day.year}{day.month:02}"] if day.year else []
