"""Yes or no for a question with a time of day: arithmetic on the spans of the day that a text sets.

Networks compare times as words: "by 18:00" and "at 17:30" are different to them.  So the asked time is put in
the place of each span of the text, and the model says what that would decide: "Parcels must be fetched at
17:30" says yes, "The office is closed at 17:30" no.  Within the span that is the answer.  Outside, what says
yes becomes no, and what says no, such as a ban, decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.quantities.clock_times import DaySpan, asks_of_event, asks_when, day_spans, groups, times_in
from qa.quantities.within_day import length, within_day
from qa.support.protocol import CONTRADICTED, SUPPORTED, ClaimedOf, SupportModel

#: The least share of what a span says, of the span that is meant of several, and of what becomes no outside.
SAYS, SURE, CLEAR = 0.5, 0.9, 0.75
#: A text with more decides nothing: the model reads it once for each.
MOST_SPANS = 8


class ClockVerdict(NamedTuple):
    """What a text says of a time of day.

    Args:
        bounds: 1 for yes, -1 for no.
        shares: What the model says of the text with the asked time in it: shape `(3,)`.
    """

    bounds: float
    shares: NDArray[np.float32]


class AskedTime(NamedTuple):
    """A question with a time of day.

    Args:
        claim: The question.
        span: Its only time.
        asks_ban: Whether yes would be a ban.
    """

    claim: str
    span: DaySpan
    asks_ban: bool = False


class _Read(NamedTuple):
    """What a span says: `vote` is 1 for yes, -1 for no, 0 for neither, None where it is not clear."""

    shares: NDArray[np.float32]
    inside: bool | None
    minutes: int
    vote: float | None


def clock_verdict(
    model: SupportModel, asked: AskedTime, title: str, text: str, around: str
) -> ClockVerdict | None:
    """What the spans of a text say that say something; None where they differ and where none does.

    Args:
        around: What stands before and behind the text; may hold an exception.
    """
    read = _all_read(model, asked, title, text)
    meant = _meant(read) if read else None
    if meant is None or not meant.vote or _may_be_excepted(meant, read):
        return None
    contrary = [one for one in _all_read(model, asked, title, around) if one.vote == -meant.vote]
    return None if _may_be_excepted(meant, contrary) else ClockVerdict(meant.vote, meant.shares)


def without_time(asked: AskedTime) -> str:
    """A question without its time of day."""
    words = f"{asked.claim[: asked.span.start]} {asked.claim[asked.span.end :]}"
    return re.sub(r"\s+(?=[?.,!])", "", " ".join(words.split()))


def names_time(text: str, asked: DaySpan) -> bool:
    """Whether the asked time stands in a text, written the same."""
    return any(one.words in asked.words for one in times_in(text))


def _all_read(model: SupportModel, asked: AskedTime, title: str, text: str) -> list[_Read]:
    """What each span of a text says; none where there are too many."""
    spans = groups(text, times_in(text) if asks_when(asked.claim) else day_spans(text))
    if not 0 < len(spans) <= MOST_SPANS:
        return []
    shares = model.judge([ClaimedOf(asked.claim, title, _put(text, some, asked.span)) for some in spans])
    return [_read(asked, some, said) for some, said in zip(spans, shares, strict=True)]


def _put(text: str, spans: Sequence[DaySpan], asked: DaySpan) -> str:
    lead = "at " if asked.is_point and not asked.words.startswith("at ") else ""
    return f"{text[: spans[0].start]}{lead}{asked.words}{text[spans[-1].end :]}"


def _read(asked: AskedTime, spans: Sequence[DaySpan], shares: NDArray[np.float32]) -> _Read:
    found = [within_day(asked.span, span) for span in spans]
    inside = True if True in found else None if None in found else False
    unclear = _is_unclear(asked.claim, spans, shares, inside)
    vote = None if unclear else _vote(shares, inside, asked.asks_ban)
    return _Read(shares, inside, max(map(length, spans)), vote)


def _vote(shares: NDArray[np.float32], inside: bool | None, asks_ban: bool) -> float | None:
    """What a span says.

    Outside, a text that is hardly of what is asked says nothing clear: "Calls before 8 a.m. go to the porter"
    does not say that nobody may call at 9.
    """
    says = 1.0 if shares[SUPPORTED] > SAYS else -1.0 if shares[CONTRADICTED] > SAYS else 0.0
    if not says or inside:
        return says
    if inside is None or SAYS < shares[SUPPORTED] < CLEAR:
        return None
    return -says if says > 0 or asks_ban else 0.0


def _is_unclear(
    claim: str, spans: Sequence[DaySpan], shares: NDArray[np.float32], inside: bool | None
) -> bool:
    """Whether a text may say something of another time than it seems to.

    What "is locked at 19:00" may be so later, and who "must leave by 19:00" is there before.
    """
    if all(span.is_point for span in spans):
        return inside is False and not asks_of_event(claim)
    return bool(shares[CONTRADICTED] > SAYS and any(span.is_deadline for span in spans))


def _meant(read: Sequence[_Read]) -> _Read | None:
    """The span that decides: all that say something agree, or the model surely supports one only.

    Where each of several subjects or days has a span, that of the asked one is supported most.
    """
    best = max(read, key=lambda one: float(one.shares[SUPPORTED]))
    said = [one for one in read if one.vote != 0]
    if len({one.vote for one in said}) == 1:
        return said[0]
    others = [float(one.shares[SUPPORTED]) for one in said if one.vote != best.vote]
    is_sure = best.shares[SUPPORTED] >= SURE and all(SAYS < share < CLEAR for share in others)
    return best if is_sure else None


def _may_be_excepted(meant: _Read, read: Sequence[_Read]) -> bool:
    """Whether a shorter span that has the asked time says something else: "but closed from 12 to 1 p.m."."""
    return any(
        one.vote != meant.vote and one.inside is not False and one.minutes < meant.minutes for one in read
    )
