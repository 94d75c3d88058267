"""Abbreviations that texts explain are found with their long forms, others are not."""

from __future__ import annotations

import pytest

from index.language.abbreviations import explained_abbreviations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Harbour Safety Board (HSB) meets.", [("HSB", "Harbour Safety Board")]),
        ("Ask the HSB (Harbour Safety Board).", [("HSB", "Harbour Safety Board")]),
        (
            "RTO: recovery time objective\nPTO – paid time off",
            [("RTO", "recovery time objective"), ("PTO", "paid time off")],
        ),
        ("| SLA | Service level agreement |", [("SLA", "Service level agreement")]),
        ("part-time work (PTW)", [("PTW", "part-time work")]),
        ("We met in Lyon (France) with the board (see below).", []),
        ("NOTE: all doors are locked", []),
        ("The plant (PLT4) is new. USA (2019).", []),
    ],
)
def test_explained_abbreviations(text: str, found: list[tuple[str, str]]) -> None:
    assert sorted(explained_abbreviations(text)) == sorted(found)
