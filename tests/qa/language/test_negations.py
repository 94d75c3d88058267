"""Sentences that deny or forbid."""

from __future__ import annotations

import pytest

from qa.language.negations import bans, denies


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("The gate is open.", False),
        ("The gate isn’t open.", True),
        ("Nobody may enter.", True),
        ("Entering is prohibited.", True),
        ("It is not forbidden to enter.", False),
        ("No one except the warden may enter.", False),
        ("Everyone except the warden may enter.", True),
        ("No more than five may enter.", False),
    ],
)
def test_an_odd_number_of_denials_denies(sentence: str, denied: bool) -> None:
    assert denies(sentence) is denied


def test_a_question_may_ask_of_a_ban() -> None:
    assert bans("Is it forbidden to fish here?")
    assert not bans("May I fish here?")
