"""Spans of the day that words set: "from 9 to 17", "by 5 p.m.", "after 22:00"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from qa.quantities.clock_times import ClockTime, FoundTime, counted_to_24, found_times

#: Characters before a time in which its preposition stands.
LONGEST_LEAD = 32

_TO = re.compile(r"\s?[-–—]\s?|\s+(?:to|until|till|through|and)\s+", re.IGNORECASE)
_DASH = re.compile(r"\s?[-–—]\s?")
_AND_CLOSES = re.compile(r"\s+and\s+(?:closes?|shuts?|ends?|finish(?:es)?)\s+at\s+", re.IGNORECASE)
#: "From 3 to 5 kg": 5 is no time, so 3 is none.
_GOES_ON = re.compile(r"\s*(?:to|and|or|[-–—])\s*(?=\d)", re.IGNORECASE)
#: What stands before a time, by what it makes of it.
_LEADS = {
    "between": re.compile(r"\b(?:between|from)\s+\Z", re.IGNORECASE),
    "before": re.compile(
        r"\b(?:(?<!not )before|until|till|by|(?:no|not)\s+later\s+than|(?:closes|shuts|ends)\s+at)\s+\Z",
        re.IGNORECASE,
    ),
    "after": re.compile(
        r"\b(?:after|from|since|not\s+before|(?:no|not)\s+earlier\s+than|opens\s+at)\s+\Z", re.IGNORECASE
    ),
    "at": re.compile(r"\bat\s+\Z", re.IGNORECASE),
}
_NEXT = re.compile(r"(?:,|,?\s+(?:and|or))\s+", re.IGNORECASE)


class DaySpan(NamedTuple):
    """A time, or a span of the day.

    Args:
        start, end: Offsets of its words in the text, with the preposition before it.
        words: By which it can be put into another sentence: "until 6 p.m." of "closes at 6 p.m.".
        first, last: Its ends; None where it is open; the same where it is a point.
    """

    start: int
    end: int
    words: str
    first: ClockTime | None
    last: ClockTime | None

    @property
    def is_point(self) -> bool:
        """Whether it is one time."""
        return self.first == self.last

    @property
    def is_bare(self) -> bool:
        """Whether its times are written as plain numbers, which may count something else: "from 18"."""
        return not any(time.has_minutes or (time.is_known and not time.counts_to_24) for time in self.times)

    @property
    def is_deadline(self) -> bool:
        """Whether something ends or is due then: "by 5 p.m."."""
        return self.words.lower().startswith(("by ", "no later", "not later"))

    @property
    def times(self) -> tuple[ClockTime, ...]:
        """The ends that it has."""
        return tuple(time for time in (self.first, self.last) if time)


def day_spans(text: str) -> list[DaySpan]:
    """The times and spans of the day in a text, in order.

    Where one time counts its hours to 24, all do that do not say otherwise.
    """
    return _alike(list(_spans(text, list(found_times(text)))))


def times_in(text: str) -> list[DaySpan]:
    """All times in a text as points, also those that are an end of a span."""
    found = (one for one in found_times(text) if one.is_sure or _LEADS["at"].search(_before(text, one)))
    return _alike(
        [DaySpan(one.start, one.end, text[one.start : one.end], one.time, one.time) for one in found]
    )


def _alike(spans: list[DaySpan]) -> list[DaySpan]:
    if not any(time.counts_to_24 for span in spans for time in span.times):
        return spans
    return [to_24(span) for span in spans]


def groups(text: str, spans: Sequence[DaySpan]) -> list[list[DaySpan]]:
    """The spans of a text, those together that follow each other: "from 9 to 12 and from 14 to 18".

    "After 9 a.m. and before 5 p.m." is one span.
    """
    found: list[list[DaySpan]] = []
    for span in spans:
        if not found or not _NEXT.fullmatch(text, found[-1][-1].end, span.start):
            found.append([span])
        elif (last := found[-1][-1]).last is None and span.first is None:
            found[-1][-1] = DaySpan(last.start, span.end, text[last.start : span.end], last.first, span.last)
        else:
            found[-1].append(span)
    return found


def to_24(span: DaySpan) -> DaySpan:
    """A span, its hours counted to 24 where it does not say otherwise."""
    return span._replace(first=counted_to_24(span.first), last=counted_to_24(span.last))


def _spans(text: str, found: Sequence[FoundTime]) -> Iterator[DaySpan]:
    last = 0
    for one, other in zip_longest(found, found[1:]):
        if one.start < last:
            continue  # the second one of a pair
        is_next = last > 0 and _NEXT.fullmatch(text, last, one.start) is not None
        span = _pair(text, one, other) if other else None
        if span is None and _is_time(text, one, other):
            span = _single(text, one, is_next)
        if span:
            last = span.end
            yield span


def _pair(text: str, one: FoundTime, other: FoundTime) -> DaySpan | None:
    """The span from one time to the next; None where they do not belong together."""
    before, between = _before(text, one), text[one.end : other.start]
    at = one.start - len(before)
    if one.time == other.time:
        return None
    opens = re.search(r"\b(?:opens|starts|begins)\s+at\s+\Z", before, re.IGNORECASE)
    if opens and _AND_CLOSES.fullmatch(between):
        start = at + opens.start()
    elif _TO.fullmatch(between):
        lead = _LEADS["between"].search(before)
        and_ = between.strip().lower() == "and"
        is_sure = one.is_sure or other.is_sure
        if not lead and (and_ or not is_sure) and not _is_dashed(text, one, other):
            return None
        start = at + lead.start() if lead else one.start
    else:
        return None
    words = f"from {text[one.start : one.end]} to {text[other.start : other.end]}"
    return DaySpan(start, other.end, words, one.time, other.time)


def _before(text: str, one: FoundTime) -> str:
    """The words right before a time."""
    return text[max(one.start - LONGEST_LEAD, 0) : one.start]


def _is_dashed(text: str, one: FoundTime, other: FoundTime) -> bool:
    """Whether it is "10-18", and no part of "2026-10-18"."""
    return _DASH.fullmatch(text[one.end : other.start]) is not None and not (
        re.search(r"\d\s?[-–—/]\Z", _before(text, one))
        or re.match(r"[-–—/]\d", text[other.end : other.end + 2])
    )


def _is_time(text: str, one: FoundTime, other: FoundTime | None) -> bool:
    """Whether no number stands behind a plain one that tells that it is no time."""
    goes_on = None if one.is_sure else _GOES_ON.match(text, one.end)
    return goes_on is None or (other is not None and other.start == goes_on.end())


def _single(text: str, one: FoundTime, is_next: bool) -> DaySpan | None:
    """The span that a time alone sets; `is_next` is a further one of a list: "at 8.00, 12.00 and 16.00"."""
    before, words = _before(text, one), text[one.start : one.end]
    for kind, told, ends in (
        ("before", "until", (None, one.time)),
        ("after", "from", (one.time, None)),
        ("at", "at", (one.time, one.time)),
    ):
        if lead := _LEADS[kind].search(before):
            said = lead[0].strip()
            start = one.start - len(before) + lead.start()
            return DaySpan(start, one.end, f"{told if ' at' in said else said} {words}", *ends)
    return DaySpan(one.start, one.end, words, one.time, one.time) if one.is_sure or is_next else None
