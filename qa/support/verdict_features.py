"""What speaks for yes and for no: how a support model takes the question, and arithmetic on bounds."""

from __future__ import annotations

import math
from typing import NamedTuple

from qa.language.negations import denies
from qa.quantities.bounds import within_bounds
from qa.quantities.day_hours import of_day
from qa.quantities.day_spans import day_spans
from qa.quantities.quantities import FoundQuantity, Quantity
from qa.support.clock_verdict import AskedTime, clock_verdict, names_time, without_time
from qa.support.placed import Placed
from qa.support.protocol import CONTRADICTED, SUPPORTED, UNDECIDED, ClaimedOf, Shares, SupportModel
from qa.support.range_verdict import range_verdict
from qa.understand.asked_clock import AskedClock

#: No share counts as smaller.
LEAST = 1e-4


class DecidingText(NamedTuple):
    """The sentence that is to decide a question, and what stands around it.

    Args:
        title: Title and headings.
        sentence: Alone.
        cut: What of it speaks of what is asked.
        window: That with a sentence before and behind it.
        cell: What the only cell whose column is asked for says, if that is yes or no.
        clauses: The clauses of the sentence that speak of what is asked, whole; empty where it has none.
        around: The sentences before and behind it.
    """

    title: str
    sentence: str
    cut: str
    window: str
    cell: bool | None = None
    clauses: str = ""
    around: str = ""

    @property
    def whole(self) -> str:
        """The clauses that speak of what is asked, no row of them cut."""
        return self.clauses or self.cut


class AskedOf(NamedTuple):
    """A question that wants yes or no.

    Args:
        claim: Its words: a support model takes such a question as a claim that the answer is yes.
        amount: Its only number, if it has one.
        asks_ban: Whether yes would be a ban: "Is it forbidden ...?"
        amounts: All its numbers.
        clock: Its times of day.
    """

    claim: str
    amount: Quantity | None = None
    asks_ban: bool = False
    amounts: tuple[FoundQuantity, ...] = ()
    clock: AskedClock | None = None


class VerdictFeatures(NamedTuple):
    """What is known of a question and the text that is to decide it; positive speaks for yes.

    Args:
        sentence, window: Log odds of supported against contradicted.
        bounds: 1 or -1 where a cell decides, or the question's number within or outside the sentence's
            bounds, else 0.
        open_sentence, open_window: Log of the share of "not decided".
    """

    sentence: float
    window: float
    bounds: float
    open_sentence: float
    open_window: float


def verdict_features(model: SupportModel, asked: AskedOf, text: DecidingText) -> VerdictFeatures | None:
    """The features of one question with one text.

    None where the question names a time of day or an amount, and those of the text do not decide it.
    """
    if cell := cell_verdict(asked, text.cell):
        return _features(*_read(model, asked.claim, text), cell)
    if asked.clock and (day_spans(text.whole) or not asked.clock.spans[0].is_bare):
        return _of_clock(model, asked, asked.clock, text)
    bounds = bounds_verdict(asked, text.sentence)
    if not bounds and asked.amounts:
        pair = ClaimedOf(asked.claim, text.title, text.whole)
        has_range, said = range_verdict(model, asked.amounts, pair, asks_ban=asked.asks_ban)
        if has_range:
            return _of_placed(said)
    return _features(*_read(model, asked.claim, text), bounds)


def _of_clock(
    model: SupportModel, asked: AskedOf, clock: AskedClock, text: DecidingText
) -> VerdictFeatures | None:
    """The features where a time of day is asked.

    Where the text names no time, no other than a ban is one at any time.
    """
    if len(clock.spans) > 1 or (clock.day is not None and of_day(text.sentence, clock.day) is None):
        return None
    time = AskedTime(asked.claim, clock, asked.asks_ban)
    if not day_spans(text.whole):
        found = _features(*_read(model, without_time(time), text), 0.0)
        return None if found.sentence > 0 else found
    if said := clock_verdict(model, time, text.title, text.whole, text.around):
        return _of_placed(said)
    if names_time(text.whole, time.span):
        return _features(*_read(model, asked.claim, text), 0.0)
    return None


def _of_placed(said: Placed | None) -> VerdictFeatures | None:
    return _features(said.shares, said.shares, said.vote or 0.0) if said else None


def _read(model: SupportModel, claim: str, text: DecidingText) -> tuple[Shares, Shares]:
    """What the model says of the sentence and of the window."""
    alone, within = model.judge([ClaimedOf(claim, text.title, words) for words in (text.cut, text.window)])
    return alone, within


def _features(alone: Shares, within: Shares, bounds: float) -> VerdictFeatures:
    return VerdictFeatures(
        _odds(alone),
        _odds(within),
        bounds,
        math.log(max(float(alone[UNDECIDED]), LEAST)),
        math.log(max(float(within[UNDECIDED]), LEAST)),
    )


def cell_verdict(asked: AskedOf, cell: bool | None) -> float:
    """1 for yes, -1 for no, 0 where no cell decides: under a column of what is allowed it decides no ban."""
    return 0.0 if cell is None or asked.asks_ban else 1.0 if cell else -1.0


def bounds_verdict(asked: AskedOf, sentence: str) -> float:
    """1 for yes, -1 for no, 0 where arithmetic does not decide.

    What lies within the bounds of a ban is banned, what lies outside the bounds of a permission is not
    permitted; what lies outside the bounds of a ban may be permitted or not.
    """
    inside = within_bounds(asked.amount, sentence) if asked.amount else None
    denied = denies(sentence)
    if inside is None or (denied and not inside):
        return 0.0
    yes = inside and not denied
    return 1.0 if yes != asked.asks_ban else -1.0


def _odds(shares: Shares) -> float:
    return math.log(max(float(shares[SUPPORTED]), LEAST) / max(float(shares[CONTRADICTED]), LEAST))
