"""Rows of several in running text."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.compose.coordination import members, row_after_colon


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Anna Lie and Ben Ruud", ["Anna Lie", "Ben Ruud"]),
        ("salt, pepper, and oil", ["salt", "pepper", "oil"]),
        ("north; south; or west", ["north", "south", "west"]),
        ("both gold and silver", ["gold", "silver"]),
        ("May 5, 2024 and June 1, 2024", ["May 5, 2024", "June 1, 2024"]),
        ("tea (green, black), coffee", ["tea (green, black)", "coffee"]),
        ("1,000 or 2,000", ["1,000", "2,000"]),
        ("sandstone", ["sandstone"]),
        ("; -", ["; -"]),
        ("- bread and butter - milk • eggs", ["bread and butter", "milk", "eggs"]),
        ("a co - owner and a clerk", ["a co - owner", "a clerk"]),
    ],
)
def test_members(words: str, expected: list[str]) -> None:
    text = f"It was {words} then."
    span = Span(7, 7 + len(words))
    assert [one.of(text) for one in members(text, span)] == expected


def test_a_row_behind_a_colon_is_whole() -> None:
    text = "Members: Ann, Bo, Cy. They left."
    row = row_after_colon(text, Span(0, 21), Span(9, 12))
    assert row is not None
    assert row.of(text) == "Ann, Bo, Cy"


def test_a_row_ends_before_a_line_with_a_label_of_its_own() -> None:
    text = "Present: Ann (chair), Bo\nAbsent: Cy, Di"
    row = row_after_colon(text, Span(0, len(text)), Span(9, 12))
    assert row is not None
    assert row.of(text) == "Ann (chair), Bo"
    assert row_after_colon(text, Span(0, len(text)), Span(14, 19)) is None


@pytest.mark.parametrize(
    "text", ["Note: it rained.", "Ann, Bo, Cy.", "Note: the boat that had been lost in May, we hear"]
)
def test_other_sentences_have_no_such_row(text: str) -> None:
    whole = Span(0, len(text))
    assert row_after_colon(text, whole, Span(6, 8)) is None
