"""Yes and no for an amount and the range of a text."""

from __future__ import annotations

import pytest

from qa.quantities.quantities import quantities_in
from qa.support.protocol import ClaimedOf
from qa.support.range_verdict import range_verdict
from tests.support.fixed_support import FixedSupport

SAYS_YES, SAYS_NO = (0.95, 0.03, 0.02), (0.03, 0.95, 0.02)


def verdict(shares: tuple[float, ...], claim: str, text: str) -> tuple[bool, float | None]:
    model = FixedSupport(*shares)
    pair = ClaimedOf(claim, "", text)
    has_range, said = range_verdict(model, quantities_in(claim), pair, asks_ban=False)
    return has_range, said.vote if said else None


@pytest.mark.parametrize(
    ("shares", "claim", "said"),
    [
        (SAYS_YES, "Does a parcel of 4 kg cost 7 euros?", (True, 1.0)),
        (SAYS_YES, "Does a parcel of 4,500 g cost 7 euros?", (True, 1.0)),
        (SAYS_YES, "Does a parcel of 9 kg cost 7 euros?", (True, -1.0)),
        (SAYS_NO, "May a parcel have 4 kg?", (True, -1.0)),
        (SAYS_NO, "May a parcel have 9 kg?", (True, None)),
        (SAYS_YES, "Does a parcel of 5 kg cost 7 euros?", (False, None)),
        (SAYS_YES, "Does a parcel of 4 m cost 7 euros?", (False, None)),
        (SAYS_YES, "Do parcels cost 7 kg?", (False, None)),
    ],
)
def test_an_amount_is_put_in_the_place_of_the_range(
    shares: tuple[float, ...], claim: str, said: tuple[bool, float | None]
) -> None:
    assert verdict(shares, claim, "Parcels between 3 and 5 kg cost 7 euros.") == said


def test_the_model_reads_the_amount() -> None:
    model, claim = FixedSupport(*SAYS_YES), "Is a cable of 5 m in stock?"
    pair = ClaimedOf(claim, "", "Cables of 2 to 10 m are in stock.")
    range_verdict(model, quantities_in(claim), pair, asks_ban=False)
    assert [one.text for one in model.asked] == ["Cables of 5 m are in stock."]
