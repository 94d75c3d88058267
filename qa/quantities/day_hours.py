"""Hours with the days that they are for: "Monday to Friday 9-6, Saturday 10-2"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.language.calendar import WEEKDAYS
from qa.quantities.day_spans import DaySpan, day_spans, groups
from qa.quantities.week_days import Days, week_days

#: What parts one pair from the next, and what may stand between two that stand in a row.
_BREAK = re.compile(r"[,;.\n]|\b(?:and|but|while)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;.]*(?:(?:and|but)\s)?\s*")
_REMARK = re.compile(r"\s*\([^()]*\)")


class DayHours(NamedTuple):
    """Days and the hours of these days; which of both stands first differs.

    Args:
        end: Where both end, with a remark in brackets behind them.
    """

    days: Days
    spans: Sequence[DaySpan]
    end: int

    @property
    def start(self) -> int:
        """Where both begin."""
        return min(self.days.start, self.spans[0].start)


def day_hours(text: str) -> list[DayHours]:
    """The days of a text that stand beside hours, in order."""
    days = week_days(text)
    if not days:
        return []
    hours = groups(text, day_spans(text))
    leads = bool(hours) and days[0].start < hours[0][0].start
    found = []
    for before, one, behind in zip([None, *days], days, [*days[1:], None], strict=False):
        low, high = before.end if before else 0, behind.start if behind else len(text)
        near = [some for some in hours if low <= some[0].start < high]
        left = [some for some in near if some[0].start < one.start]
        right = [some for some in near if some[0].start > one.start]
        if beside := _beside(text, one, left[-1] if left else None, right[0] if right else None, leads):
            end = max(one.end, beside[-1].end)
            remark = _REMARK.match(text, end)
            found.append(DayHours(one, beside, remark.end() if remark else end))
    taken = [one.spans[0] for one in found]
    return found if len({*taken}) == len(taken) else []


def names_hours(text: str, day: int) -> bool:
    """Whether a text has hours of a day of the week."""
    return any(day in one.days.days for one in day_hours(text))


def of_day(text: str, day: int) -> str | None:
    """A text without the hours of other days; None where it has no others, and does not name the day.

    Of several days with hours in common only that one is named.  Hours of fewer days go before those of more:
    "daily 9-5, Sundays 10-4".
    """
    pairs = day_hours(text)
    own = sorted((one for one in pairs if day in one.days.days), key=lambda one: len(one.days.days))
    if own and (len(own) == 1 or len(own[0].days.days) < len(own[1].days.days)):
        return _cut(text, pairs, own[0], day)
    if own or not pairs:
        return text
    rest = _without(text, pairs)
    is_named = any(day in one.days for one in week_days(rest))
    return rest if is_named or day_spans(rest) else None


def _cut(text: str, pairs: Sequence[DayHours], own: DayHours, day: int) -> str:
    """A text with one pair in the place of all that stand in a row with it."""
    days = own.days
    first, last = _run(text, pairs, own)
    on = "on " if re.match(r"(?:on|every|each)\s", text[days.start : days.end], re.IGNORECASE) else ""
    before, behind = text[own.start : days.start], text[days.end : own.end]
    return f"{text[: first.start]}{before}{on}{WEEKDAYS[day]}{behind}{text[last.end :]}"


def _without(text: str, pairs: Sequence[DayHours]) -> str:
    """A text without pairs and the marks behind them."""
    for one in reversed(pairs):
        before, behind = text[: one.start], re.sub(r"\A[\s,;]*(?:and\b)?\s*", "", text[one.end :])
        text = f"{before if behind[:1].isalnum() else before.rstrip(' ,;')}{behind}"
    return text


def _beside(
    text: str,
    days: Days,
    before: Sequence[DaySpan] | None,
    behind: Sequence[DaySpan] | None,
    leads: bool,
) -> Sequence[DaySpan] | None:
    """The hours that belong to days: those from which nothing parts them, else by what stands first."""
    is_near = [
        before is not None and not _BREAK.search(text, before[-1].end, days.start),
        behind is not None and not _BREAK.search(text, days.end, behind[0].start),
    ]
    if is_near[0] != is_near[1]:
        return before if is_near[0] else behind
    return (behind if leads else before) if is_near[0] else None


def _run(text: str, pairs: Sequence[DayHours], own: DayHours) -> tuple[DayHours, DayHours]:
    """The first and the last of the pairs that stand in a row with one, only marks and "and" between them."""
    run = [own]
    for one, other in pairwise(pairs):
        if run[-1] is one and _is_next(text, one, other):
            run.append(other)
    for one, other in reversed([*pairwise(pairs)]):
        if run[0] is other and _is_next(text, one, other):
            run.insert(0, one)
    return run[0], run[-1]


def _is_next(text: str, one: DayHours, other: DayHours) -> bool:
    return _BETWEEN.fullmatch(text, one.end, other.start) is not None
