"""The time of day that a question asks about."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.quantities.day_spans import DaySpan, day_spans
from qa.quantities.week_days import only_day

#: "Does the shop open at 8?" asks when it opens; "Is the shop open at 8?" and "Can I begin at 8?" do not.
_WHEN = re.compile(
    r"\A(?:do|does|did|will)\b.*(?<!\bbe\s)(?<!\bstay\s)(?<!\bremain\s)"
    r"\b(?:open|close|shut|start|begin|end|finish)\s+at\s",
    re.IGNORECASE,
)
_EVENT = re.compile(r"\A(?:do|does|did|will)\b(?!.*\b(?:be|have)\b)", re.IGNORECASE)


class AskedClock(NamedTuple):
    """Times of day in a question.

    Args:
        spans: The times and spans of the day, one or more.
        asks_when: Whether it asks if that is when something begins or ends.
        of_event: Whether it asks of something that happens, not of what is so: "Does a train leave at 8?".
        day: The only day of the week that it names, Monday is 0.
    """

    spans: tuple[DaySpan, ...]
    asks_when: bool = False
    of_event: bool = False
    day: int | None = None


def asked_clock(question: str) -> AskedClock | None:
    """The times of day in a question; None where it has none."""
    spans = tuple(day_spans(question))
    if not spans:
        return None
    asks_when, of_event = (form.search(question) is not None for form in (_WHEN, _EVENT))
    return AskedClock(spans, asks_when, of_event, only_day(question))
