"""Steps are numbered once, by whoever shows them."""

from __future__ import annotations

import pytest

from qa.compose.composed import Part
from qa.compose.own_numbers import without_own_numbers
from tests.support.passages import stored


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Step 1: Lift the lid.", "Step 2: Pour."], ["Lift the lid.", "Pour."]),
        (["(2) Lift the lid.", "(3) Pour."], ["Lift the lid.", "Pour."]),
        (["1. Lift the lid.", "1. Pour."], ["1. Lift the lid.", "1. Pour."]),
        (["1. Lift the lid.", "Pour."], ["1. Lift the lid.", "Pour."]),
        (["7.5 litres are poured.", "8.5 are too many."], ["7.5 litres are poured.", "8.5 are too many."]),
    ],
)
def test_numbers_that_count_on_are_left_out(lines: list[str], expected: list[str]) -> None:
    passage = stored([line.split() for line in lines])
    parts = [Part(passage, span) for span in passage.sentences]
    assert [part.text for part in without_own_numbers(parts)] == expected
