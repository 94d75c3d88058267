"""Sentences that tell what to do."""

from __future__ import annotations

import pytest

from qa.compose.instructions import is_instruction


@pytest.mark.parametrize(
    "sentence",
    [
        "Drain the tank.",
        "Then it is filled again.",
        "To treat rust, brush off what is loose.",
        "If it leaks, close the valve.",
        "Please sign the form.",
        "Do not touch the wire.",
        "3) Set the tree upright.",
        "Wait until no light burns.",
    ],
)
def test_instructions(sentence: str) -> None:
    assert is_instruction(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The tank is drained at night.",
        "Visitors get a badge.",
        "It costs nine euros.",
        "Travel by train is second class.",
        "You pay a deposit.",
        "Cash is never accepted.",
    ],
)
def test_statements(sentence: str) -> None:
    assert not is_instruction(sentence)
