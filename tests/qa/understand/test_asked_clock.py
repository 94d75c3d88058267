"""The time of day that a question asks about."""

from __future__ import annotations

import pytest

from qa.understand.asked_clock import asked_clock


@pytest.mark.parametrize(
    ("question", "when", "event"),
    [
        ("Does the shop open at 8?", True, True),
        ("Will the concert begin at 8?", True, True),
        ("Does the train to Orsa leave at 8.20?", False, True),
        ("Is the shop open at 8?", False, False),
        ("Will the shop be open at 8?", False, False),
        ("Can I start at 8?", False, False),
    ],
)
def test_a_question_may_ask_when_something_happens(question: str, when: bool, event: bool) -> None:
    asked = asked_clock(question)
    assert asked is not None
    assert (asked.asks_when, asked.of_event) == (when, event)


def test_a_question_without_a_time_has_none() -> None:
    assert asked_clock("Can I park 8 cars here for 5 hours?") is None
