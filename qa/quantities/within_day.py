"""Whether one span of the day lies within another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from qa.quantities.clock_times import DAY, HALF_DAY, ClockTime
from qa.quantities.day_spans import DaySpan, to_24

#: A span with one end lasts until the day ends: at midnight, or in the small hours.
DAY_STARTS = (0, 300)
#: What is open across noon opens no earlier.
EARLIEST = 360
#: Minutes of the first and the last end.
_Reading = tuple[int | None, int | None]


def within_day(asked: DaySpan, span: DaySpan) -> bool | None:
    """Whether all that is asked lies within a span; False where all of it lies outside.

    None where a part of it does, where it is an end of the span, and where readings of the times differ.
    """
    found = {
        _within(one, other, start) for one, other in _readings_of_both(asked, span) for start in DAY_STARTS
    }
    return found.pop() if len(found) == 1 else None


def length(span: DaySpan) -> int:
    """The most minutes that it may have; those of a day where an end is open."""
    return DAY if None in (span.first, span.last) else max(_length(*one) for one in _readings(span))


def _readings_of_both(asked: DaySpan, span: DaySpan) -> Iterable[tuple[_Reading, _Reading]]:
    """Which times both may be.  "8.30" is of the same half of the day as "from 8.15 to 8.45"."""
    if any(time.counts_to_24 for time in span.times) and all(time.has_minutes for time in asked.times):
        asked = to_24(asked)
    both = [list(_readings(one)) for one in (asked, span)]
    is_open = not any(time.is_known for one in (asked, span) for time in one.times)
    first, last = both[1][0]
    alike = len(both[0]) == len(both[1])
    if is_open and alike and first is not None and last is not None and first < last:
        return zip(both[0], both[1], strict=True)
    return product(both[0], both[1])


def _readings(span: DaySpan) -> Iterator[_Reading]:
    """The shortest spans of those that the halves of the day allow: "9 to 5 p.m." begins in the morning.

    So does "9 to 5": of two as short the one across noon is meant.
    """
    if span.is_point:
        yield from ((minute, minute) for minute in _minutes(span.first))
        return
    all_ = [(first, last) for first in _minutes(span.first) for last in _minutes(span.last)]
    shortest = min(_length(*one) for one in all_)
    short = [one for one in all_ if _length(*one) == shortest]
    yield from [one for one in short if _is_across_noon(*one)] or short


def _is_across_noon(first: int | None, last: int | None) -> bool:
    return first is not None and last is not None and EARLIEST <= first <= HALF_DAY < last


def _minutes(time: ClockTime | None) -> tuple[int | None, ...]:
    if time is None:
        return (None,)
    return (time.minute,) if time.is_known else (time.minute, time.minute + HALF_DAY)


def _length(first: int | None, last: int | None) -> int:
    return 0 if first is None or last is None else (last - first) % DAY


def _within(asked: _Reading, span: _Reading, day_start: int) -> bool | None:
    if _is_end(asked, span):
        return None
    one, other = _all(asked, day_start), _all(span, day_start)
    return True if one <= other else False if one.isdisjoint(other) else None


def _is_end(asked: _Reading, span: _Reading) -> bool:
    """Whether a time that is asked is an end of a span."""
    first, last = asked
    if first is None or first != last or span[0] == span[1]:
        return False
    return any(end is not None and (end - first) % DAY == 0 for end in span)


def _all(reading: _Reading, day_start: int) -> frozenset[int]:
    """The minutes of a span."""
    first, last = reading
    if first is not None and first == last:
        return frozenset({first % DAY})
    begin = day_start if first is None else first
    end = day_start if last is None else last
    return frozenset(minute % DAY for minute in range(begin, begin + ((end - begin) % DAY or DAY)))
