"""Amounts within and outside the bounds that a sentence sets."""

from __future__ import annotations

import pytest

from qa.quantities.bounds import only_amount, ranges_in, within_bounds, within_range
from qa.quantities.quantities import parse_quantity, quantities_in

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
    amount = only_amount(quantities_in(question))
    assert amount is not None
    assert within_bounds(amount, sentence) is within


@pytest.mark.parametrize("text", ["May I come?", "From 3 to 5 people?", "Are 2 of 7 enough?", "Over 5 kg?"])
def test_no_amount_or_several_are_none(text: str) -> None:
    assert only_amount(quantities_in(text)) is None


@pytest.mark.parametrize(
    ("amount", "text", "within"),
    [
        ("4 kg", "between 3 and 5 kg", True),
        ("4,000 g", "between 3 and 5 kg", True),
        ("9 kg", "between 3 and 5 kg", False),
        ("5 kg", "between 3 and 5 kg", None),
        ("4 m", "between 3 and 5 kg", None),
        ("up to 4 kg", "between 3 and 5 kg", None),
        ("15", "from 10 to 20 people", True),
    ],
)
def test_an_amount_is_within_a_range_or_not(amount: str, text: str, within: bool | None) -> None:
    quantity = parse_quantity(amount)
    assert quantity is not None
    (span,) = ranges_in(text)
    assert within_range(quantity, span.quantity) is within
