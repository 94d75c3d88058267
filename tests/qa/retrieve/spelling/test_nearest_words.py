"""The nearest words are those that a slow comparison finds, and the usual slips cost less than others."""

from __future__ import annotations

import random

import pytest

from qa.retrieve.spelling.nearest_words import NearestWords
from qa.retrieve.spelling.typing_errors import typing_cost


def edits(one: str, other: str) -> int:
    """The optimal string alignment distance, by its definition."""
    rows = [[max(i, j) if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            differs = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + differs)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize("most", [1, 2])
def test_no_word_is_missed(most: int) -> None:
    chance = random.Random(most)
    words = sorted({"".join(chance.choices("abcdeü", k=chance.randint(3, 8))) for _ in range(400)})
    nearest = NearestWords(words)
    for asked in words[:40]:
        found = nearest.within(asked, most)
        assert found == [n for n, word in enumerate(words) if edits(asked, word) <= most]


@pytest.mark.parametrize(
    ("meant", "slip", "other"),
    [
        ("holiday", "holdiay", "holxxay"),
        ("accommodation", "acommodation", "accommdation"),
        ("separate", "seperate", "sepkrate"),
        ("physics", "phyzics", "phybics"),
        ("manager", "manajer", "nanager"),
    ],
)
def test_a_usual_slip_costs_less(meant: str, slip: str, other: str) -> None:
    assert 0 < typing_cost(slip, meant) < typing_cost(other, meant)
    assert typing_cost(meant, meant) == 0
