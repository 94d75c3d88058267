"""Sentences that deny or forbid."""

from __future__ import annotations

import pytest

from qa.language.negations import bans, denies, left_out


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No one except the\nwarden may enter.", "No one except the\nwarden"),
        ("It may be moved by nobody but Ada.", "nobody but Ada"),
        ("None of the guides but Ole speaks it.", "None of the guides but Ole"),
        ("There were no boats other than the Heron.", "no boats other than the Heron"),
        ("Everyone except the warden may enter.", ""),
        ("A boat with no engine but a sail.", ""),
    ],
)
def test_what_is_left_out_of_a_denial_is_found(text: str, words: str) -> None:
    assert [span.of(text) for span in left_out(text)] == [words] * bool(words)
