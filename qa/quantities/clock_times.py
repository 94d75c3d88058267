"""Times of day: "17:30", "8.15", "5 p.m.", "noon", "half past six"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.language.number_words import UP_TO_19

#: Minutes.
HALF_DAY, DAY = 720, 1440

_HOURS = {word: n for n, word in enumerate(UP_TO_19) if 1 <= n <= 12}
_NAMED = {"noon": HALF_DAY, "midday": HALF_DAY, "midnight": DAY}
_TIME = re.compile(
    rf"(?<![\w/$€£])(?<!\d[.,:])(?:(?P<name>{'|'.join(_NAMED)})\b"
    r"|(?:(?:a\s+)?(?P<part>half|quarter)\s+(?P<way>past|to)\s+)?"
    rf"(?:(?P<hour>\d{{1,2}})(?:(?P<sign>[:.])(?P<minute>[0-5]\d))?(?![\d/]|[.:,]\d)|(?P<word>{'|'.join(_HOURS)})\b)"
    r"(?P<clock>\s?o['’]clock\b|\s?(?:h|hrs)\b)?"
    r"(?:\s?(?P<half>[ap]\.\s?m\.|[ap]m\b|in\s+the\s+(?:morning|afternoon|evening)\b|at\s+night\b))?)",
    re.IGNORECASE,
)
#: What stands behind a number that only its place makes an hour: no unit and nothing that is counted.
_ENDS = re.compile(
    r"\s*(?:[-–—]\s?\d|[,;:!?()*_]|\.(?!\d)|\Z)|\s+(?:and|or|to|on|in|at|until|till|but|each|every|daily|from"
    r"|if|when|unless|today|tomorrow|sharp)\b",
    re.IGNORECASE,
)


class ClockTime(NamedTuple):
    """A time of day as it is written.

    Args:
        minute: Since midnight; with `is_known` False, of the hours from 0 to 11.
        is_known: Whether the half of the day is known: "5 p.m.", "17:00", "noon".
        counts_to_24: Whether that is because its hours count to 24: "17:00", "08:00".
        has_minutes: Whether minutes are written: "8.30", "8.00".
    """

    minute: int
    is_known: bool
    counts_to_24: bool = False
    has_minutes: bool = False


class FoundTime(NamedTuple):
    """A time in a text, and whether its writing alone tells that it is one."""

    start: int
    end: int
    time: ClockTime
    is_sure: bool


def found_times(text: str) -> Iterator[FoundTime]:
    """The times in a text, in order, with plain numbers behind which nothing is counted."""
    for found in _TIME.finditer(text):
        if time := _time_of(found):
            is_sure = bool(
                found["name"] or found["half"] or found["clock"] or found["way"] or found["sign"] == ":"
            )
            if is_sure or _ENDS.match(text, found.end()):
                yield FoundTime(*found.span(), time, is_sure)


def counted_to_24(time: ClockTime | None) -> ClockTime | None:
    """A time, its hours counted to 24 where it does not say otherwise."""
    if time is None or time.is_known:
        return time
    minute = time.minute if time.minute >= 60 else time.minute + HALF_DAY  # "12" is noon
    return ClockTime(minute, True, True, time.has_minutes)


def _time_of(found: re.Match[str]) -> ClockTime | None:
    if found["name"]:
        return ClockTime(_NAMED[found["name"].lower()], True)
    hour = int(found["hour"]) if found["hour"] else _HOURS[found["word"].lower()]
    minute = int(found["minute"] or 0)
    if found["way"]:
        minute = 30 if found["part"].lower() == "half" else 15
        hour, minute = (hour, minute) if found["way"].lower() == "past" else (hour - 1, 60 - minute)
    if hour > 24 or (hour == 24 and minute):
        return None
    if half := found["half"]:
        return ClockTime(hour % 12 * 60 + minute + (HALF_DAY if _is_later(half.lower(), hour) else 0), True)
    has_minutes = found["minute"] is not None
    if hour > 12 or (found["hour"] or "1")[0] == "0":
        return ClockTime(hour * 60 + minute, True, True, has_minutes)
    return ClockTime(hour % 12 * 60 + minute, False, False, has_minutes)


def _is_later(half: str, hour: int) -> bool:
    """Whether a time is in the second half of the day: "2 at night" is not."""
    return (
        6 <= hour < 12
        if half.endswith("night")
        else half[0] == "p" or half.endswith(("afternoon", "evening"))
    )
