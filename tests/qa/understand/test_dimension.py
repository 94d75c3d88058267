"""Which quantities cannot be what a question asks for."""

from __future__ import annotations

import pytest

from qa.understand.parse import parse


@pytest.mark.parametrize(
    ("question", "words", "wrong"),
    [
        ("How much does the Team plan cost?", "200 GB", True),
        ("How much does the Team plan cost?", "€9", False),
        ("How much does the Team plan cost?", "nine", False),
        ("What is the price of the plan?", "3 days", True),
        ("How far is it?", "20 minutes", True),
        ("How far is it?", "3 miles", False),
        ("How long is it?", "3 miles", False),
        ("How long is it?", "3 days", False),
        ("How long is it?", "3 kg", True),
        ("How old is she?", "43 years", False),
        ("How heavy is it?", "$12", True),
        ("How many plans are there?", "200 GB", True),
        ("How many plans are there?", "12", False),
        ("How many of the plans are paid?", "40 percent", False),
        ("How many miles is it?", "5 km", False),
        ("How many square miles is it?", "5 km²", False),
        ("How many dollars were spent?", "€9 million", False),
        ("Who paid for the plan?", "200 GB", False),
    ],
)
def test_a_unit_of_another_dimension(question: str, words: str, wrong: bool) -> None:
    assert parse(question).asks_other_unit(words) is wrong
