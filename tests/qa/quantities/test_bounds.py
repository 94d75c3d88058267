"""Amounts within and outside the bounds that a sentence sets."""

from __future__ import annotations

import pytest

from qa.quantities.bounds import only_amount, within_bounds

CASES: list[tuple[str, str, bool | None]] = [
    ("May a parcel of 7 kg be sent?", "Parcels of up to 5 kg are carried.", False),
    ("May a parcel of 3 kg be sent?", "Parcels of up to 5 kg are carried.", True),
    ("May a parcel of 900 g be sent?", "Parcels of more than 1 kg are carried.", False),
    ("Is it open to a child of 12?", "Only those under 16 may enter.", True),
    ("May a 17-year-old enter?", "Only those under 16 may enter.", False),
    ("May a child of 16 enter?", "Only those under 16 may enter.", None),
    ("May three people share it?", "At most two people share a room.", False),
    ("May a 3 m mast be set up?", "Masts may weigh at most 5 kg.", None),
    ("May I stay 5 days?", "Stays of at least 3 days and at most 4 days can be booked.", None),
    ("May I stay 5 days?", "A stay costs 40 euros.", None),
]


@pytest.mark.parametrize(("question", "sentence", "within"), CASES)
def test_an_amount_is_within_bounds_or_not(question: str, sentence: str, within: bool | None) -> None:
    amount = only_amount(question)
    assert amount is not None
    assert within_bounds(amount, sentence) is within


@pytest.mark.parametrize("text", ["May I come?", "From 3 to 5 people?", "Are 2 of 7 enough?", "Over 5 kg?"])
def test_no_amount_or_several_are_none(text: str) -> None:
    assert only_amount(text) is None
