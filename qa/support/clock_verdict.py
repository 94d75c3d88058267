"""Yes or no for a question with a time of day: arithmetic on the spans of the day that a text sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.quantities.day_hours import of_day
from qa.quantities.day_spans import DaySpan, day_spans, groups, times_in
from qa.quantities.within_day import length, within_day
from qa.support.placed import MOST_SPANS, SAYS, Placed, deciding, denied_before, may_be_excepted, vote
from qa.support.protocol import CONTRADICTED, ClaimedOf, SupportModel
from qa.understand.asked_clock import AskedClock


class AskedTime(NamedTuple):
    """A question with a time of day.

    Args:
        claim: The question.
        clock: Its times; the first one counts.
        asks_ban: Whether yes would be a ban.
    """

    claim: str
    clock: AskedClock
    asks_ban: bool = False

    @property
    def span(self) -> DaySpan:
        """Its time."""
        return self.clock.spans[0]


def clock_verdict(model: SupportModel, asked: AskedTime, title: str, text: str, around: str) -> Placed | None:
    """What the spans of a text say that say something; None where they differ and where none does.

    Args:
        around: What stands before and behind the text; may hold an exception.
    """
    meant = deciding(_placed(model, asked, title, text))
    if meant is None or not meant.vote:
        return None
    near = around if asked.clock.day is None else of_day(around, asked.clock.day) or ""
    contrary = [one for one in _placed(model, asked, title, near) if one.vote == -meant.vote]
    return None if may_be_excepted(meant, contrary) else meant


def without_time(asked: AskedTime) -> str:
    """A question without its time of day."""
    words = f"{asked.claim[: asked.span.start]} {asked.claim[asked.span.end :]}"
    return re.sub(r"\s+(?=[?.,!])", "", " ".join(words.split()))


def names_time(text: str, asked: DaySpan) -> bool:
    """Whether the asked time stands in a text, written the same."""
    return any(one.words in asked.words for one in times_in(text))


def _placed(model: SupportModel, asked: AskedTime, title: str, text: str) -> list[Placed]:
    """What each span of a text says; none where there are too many."""
    spans = groups(text, times_in(text) if asked.clock.asks_when else day_spans(text))
    if not 0 < len(spans) <= MOST_SPANS:
        return []
    shares = model.judge([ClaimedOf(asked.claim, title, _put(text, some, asked.span)) for some in spans])
    before = [0, *(some[-1].end for some in spans)]
    denied = [denied_before(text[at : some[0].start]) for at, some in zip(before, spans, strict=False)]
    return [_of_span(asked, *one) for one in zip(spans, denied, shares, strict=True)]


def _put(text: str, spans: Sequence[DaySpan], asked: DaySpan) -> str:
    lead = "at " if asked.is_point and not asked.words.startswith("at ") else ""
    return f"{text[: spans[0].start]}{lead}{asked.words}{text[spans[-1].end :]}"


def _of_span(asked: AskedTime, spans: Sequence[DaySpan], denied: bool, shares: NDArray[np.float32]) -> Placed:
    found = [within_day(asked.span, span) for span in spans]
    inside = True if True in found else None if None in found else False
    unclear = _is_unclear(asked.clock, spans, shares, inside)
    said = None if unclear else vote(shares, inside, asks_ban=asked.asks_ban, denied=denied)
    return Placed(shares, inside, max(map(length, spans)), said)


def _is_unclear(
    clock: AskedClock, spans: Sequence[DaySpan], shares: NDArray[np.float32], inside: bool | None
) -> bool:
    """Whether a text may say something of another time than it seems to.

    What "is locked at 19:00" may be so later, and who "must leave by 19:00" is there before.
    """
    if all(span.is_point for span in spans):
        return inside is False and not clock.of_event
    return bool(shares[CONTRADICTED] > SAYS and any(span.is_deadline for span in spans))
