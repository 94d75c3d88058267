"""Yes and no for a time of day, with what a model says of the text that has the time in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from qa.support.clock_verdict import AskedTime, clock_verdict, without_time
from qa.support.placed import MOST_SPANS
from qa.support.protocol import ClaimedOf, Shares
from qa.understand.asked_clock import asked_clock
from tests.support.fixed_support import FixedSupport

SAYS_YES, SAYS_NO, OPEN = (0.95, 0.03, 0.02), (0.03, 0.95, 0.02), (0.2, 0.2, 0.6)


def time_of(claim: str, *, asks_ban: bool = False) -> AskedTime:
    clock = asked_clock(claim)
    assert clock is not None
    return AskedTime(claim, clock, asks_ban)


def verdict(
    shares: tuple[float, ...], claim: str, text: str, around: str = "", *, asks_ban: bool = False
) -> float | None:
    said = clock_verdict(FixedSupport(*shares), time_of(claim, asks_ban=asks_ban), "", text, around)
    return said.vote if said else None


def test_the_model_reads_the_text_with_the_asked_time_in_it() -> None:
    model = FixedSupport(*SAYS_YES)
    clock_verdict(model, time_of("Can I fetch a parcel at 17:30?"), "Porter", "Fetch parcels by 18:00.", "")
    assert [pair.text for pair in model.asked] == ["Fetch parcels at 17:30."]
    assert [pair.claim for pair in model.asked] == ["Can I fetch a parcel at 17:30?"]


@pytest.mark.parametrize(
    ("shares", "time", "said"),
    [
        (SAYS_YES, "16:00", 1.0),
        (SAYS_YES, "19:00", -1.0),
        (SAYS_NO, "16:00", -1.0),
        (SAYS_NO, "19:00", None),
        (OPEN, "16:00", None),
        ((0.6, 0.2, 0.2), "19:00", None),
        (SAYS_YES, "18:00", None),
        (SAYS_YES, "3", None),
    ],
)
def test_arithmetic_and_model_decide_together(
    shares: tuple[float, ...], time: str, said: float | None
) -> None:
    assert verdict(shares, f"Is the office open at {time}?", "The office is open from 9 to 18.") == said


def test_what_is_not_permitted_is_banned() -> None:
    text = "Drilling is allowed between 8am and 5pm."
    assert verdict(SAYS_NO, "Is drilling banned at 7am?", text, asks_ban=True) == 1.0


@pytest.mark.parametrize(
    ("claim", "text", "around"),
    [
        ("Is the tower open at 17:00?", "The shop is open 10-18, the tower 11-16.", ""),
        ("Is the lock on at 20:00?", "The lock is put on at 19:00.", ""),
    ],
)
def test_spans_that_differ_and_what_may_last_decide_nothing(claim: str, text: str, around: str) -> None:
    assert verdict(SAYS_YES, claim, text, around) is None


def test_one_of_a_list_of_spans_is_enough() -> None:
    text = "The desk is open from 9 to 12 and from 14 to 18."
    assert verdict(SAYS_YES, "Is the desk open at 15:00?", text) == 1.0
    assert verdict(SAYS_YES, "Is the desk open at 13:00?", text) == -1.0


def test_who_must_leave_by_a_time_is_there_before() -> None:
    assert verdict(SAYS_NO, "May I be there at 6 p.m.?", "Leave the pool by 7 p.m.") is None


def test_what_is_denied_before_the_time_is_no_yes() -> None:
    claim, text = "May I play music at 11 p.m.?", "No music may be played after 10 p.m."
    assert verdict(SAYS_YES, claim, text) is None
    assert verdict(SAYS_NO, claim, text) == -1.0


def test_an_exception_beside_the_text_leaves_it_open() -> None:
    claim, text = "Is it closed at 12:45?", "The desk is closed from 8 to 18."
    assert verdict(SAYS_YES, claim, text, "The tower is closed from 12 to 14.") == 1.0

    class Differs(FixedSupport):
        def judge(self, pairs: Sequence[ClaimedOf]) -> Shares:
            return np.array([SAYS_NO if "not" in pair.text else SAYS_YES for pair in pairs], np.float32)

    model = Differs()
    assert clock_verdict(model, time_of(claim), "", text, "But not from 12 to 14.") is None
    assert clock_verdict(model, time_of(claim), "", text, "But not from 15 to 16.") is not None


def test_a_text_with_many_times_is_not_read() -> None:
    model = FixedSupport(*SAYS_YES)
    text = "; ".join(f"bus {n} runs until 9.{n:02} p.m." for n in range(10, 11 + MOST_SPANS))
    assert clock_verdict(model, time_of("Does a bus run at 8 p.m.?"), "", text, "") is None
    assert model.asked == []


def test_a_question_is_asked_without_its_time() -> None:
    assert without_time(time_of("Can I bring my dog at 5 p.m.?")) == "Can I bring my dog?"
