"""Parse dates: "19 August 1948", "1998", "last Tuesday", as precisely as they are written."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from index.language.calendar import MONTH_FORMS, MONTHS, WEEKDAY_NAMES

if TYPE_CHECKING:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

_MONTH = rf"(?:{MONTH_FORMS})\b\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR = r"(?:1\d{3}|20\d{2}|[5-9]\d{2})\b(?![,.]\d|\s?%)"
_WEEKDAY = rf"(?:{WEEKDAY_NAMES})"
_FULL = (
    rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?(?:{_DAY}\s+(?:day\s+)?(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+(?:the\s+)?{_DAY}(?!:)(?:,?\s+{_YEAR})?|{_MONTH},?(?:\s+of)?\s+{_YEAR})"
    rf"|{_DAY}-(?i:{_MONTH})-{_YEAR}|{_YEAR}-(?:0\d|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])\b)?|{_MONTH}"
)
_RELATIVE = (
    rf"(?:last|next|this)\s+(?:{_WEEKDAY}|week|month|year)|yesterday|today|tomorrow|{_WEEKDAY}"
    r"|(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:day|week|month|year)s?\s+ago"
)
_DATE = re.compile(rf"(?<![\w$€£.,-])(?:{_FULL}|(?i:{_RELATIVE}))(?!\w|-\d)")
_AS_YEAR = re.compile(rf"(?<![\w$€£.,-]){_YEAR}(?!\w|[-–]\d)")
_YEARS = re.compile(
    r"(?<![\w.,-])(?P<from>[12]\d{3})(?:\s?[-–—]\s?|\s+(?:to|and|until)\s+)(?P<to>[12]\d{3}|\d{2})(?![\w,-])"
)
_BARE_MONTH = re.compile(_MONTH)
#: A month with a day, a year of four digits, or both, in words: what needs no parser.
_PLAIN = re.compile(
    rf"(?:(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>{_DAY})(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<month3>{_MONTH}),?\s+(?P<year3>\d{{4}}))"
)
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_OLD = re.compile(r"\bB\.?C\.?(?:E\.?)?\b")
#: Words that may stand around a date without changing it.
_AROUND = re.compile(
    r"\b(?:on|in|at|the|of|year|about|around|c|ca|circa|early|late|mid|since|from|as|ad|ce)\b|\W", re.I
)
_PLACES = {"year": 4, "month": 7}
#: Has a 29 February.
LEAP_YEAR = 2000


class DateValue(NamedTuple):
    """A date: "1998", "1948-08", "1948-08-19", "--08-19" (no year is known), "1998/2001" (from, to)."""

    iso: str

    def __str__(self) -> str:
        """The ISO form."""
        return self.iso


@lru_cache(maxsize=4096)
def parse_date(
    words: str, published: str, *, asks_when: bool = False, whole: bool = True
) -> DateValue | None:
    """The date that `words` are, or None; decades and centuries are none.

    Args:
        published: ISO date of the document or empty; what is relative ("last Tuesday") counts from it.
        asks_when: Whether a number such as 1998 may be a year.
        whole: False takes the first date within the words too.
    """
    found = _YEARS.search(words) if asks_when else None
    if found:
        begun, ended = found["from"], found["to"]
        value: DateValue | None = DateValue(f"{begun}/{begun[: 4 - len(ended)]}{ended}")
    else:
        found = _DATE.search(words) or (_AS_YEAR.search(words) if asks_when else None)
        value = _parsed(found.group(), published) if found else None
    if not whole and found and _BARE_MONTH.fullmatch(found.group()):
        whole = True  # "the March on Rome"
    if not found or not value or _OLD.match(words[found.end() :].lstrip()):
        return None
    left = words[: found.start()] + " " + words[found.end() :]
    return None if whole and _AROUND.sub("", left) else value


def _parsed(words: str, published: str) -> DateValue | None:
    if words.isdecimal():
        return DateValue(words.zfill(4))
    base = datetime.fromisoformat(published[:10]) if published else None
    if base and words.lower() == f"{base:%A}".lower():
        # An article of a Tuesday calls its own day "Tuesday".
        return DateValue(base.date().isoformat())
    if base is None and (re.fullmatch(_RELATIVE, words, re.I) or _BARE_MONTH.fullmatch(words)):
        return None
    if plain := _plain(words, has_base=base is not None):
        return plain
    data = _parser(base or datetime(LEAP_YEAR, 1, 1)).get_date_data(words)
    if data.date_obj is None:
        return None
    day: date = data.date_obj.date()
    iso = day.isoformat()[: _PLACES.get(data.period, 10)]
    yearless = base is None and not re.search(r"\d{3}", words)
    return DateValue(f"-{iso[4:]}" if yearless else iso)


def _plain(words: str, *, has_base: bool) -> DateValue | None:
    """The date of the commonest forms; None for others, and for a day that there is not.

    Args:
        has_base: Whether a day without a year is one near the day that the document is of.
    """
    found = _PLAIN.fullmatch(words)
    if found is None:
        return None
    year = found["year"] or found["year2"] or found["year3"]
    if year is None and has_base:
        return None
    month = _MONTH_NUMBERS[(found["month"] or found["month2"] or found["month3"])[:3].lower()]
    day = found["day"] or found["day2"]
    if day is None:
        return DateValue(f"{year}-{month:02}")
    number = int(day.rstrip("stndrh"))
    try:
        date(int(year or LEAP_YEAR), month, number)
    except ValueError:
        return None
    return DateValue(f"{year or '-'}-{month:02}-{number:02}")


@lru_cache(maxsize=64)
def _parser(base: datetime) -> DateDataParser:
    # Not needed before the first date, and it takes a tenth of a second.
    from dateparser.date import DateDataParser

    settings: dict[str, Any] = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    return DateDataParser(languages=["en"], settings=settings)


def same_date(a: DateValue, b: DateValue) -> bool:
    """Whether they are one date, or one is a less precise form of the other."""
    for one, other in ((a.iso, b.iso), (b.iso, a.iso)):
        if one == other or other.startswith(f"{one}-"):
            return True
        if one.startswith("--") and other.endswith(one[1:]) and len(other) == 10:
            return True
    return False
