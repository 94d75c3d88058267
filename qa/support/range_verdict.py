"""Yes or no for a question with an amount: arithmetic on the ranges of a text, "3 to 5 kg" and 4 kg."""

from __future__ import annotations

from collections.abc import Sequence

from qa.quantities.bounds import ranges_in, within_range
from qa.quantities.quantities import FoundQuantity, quantities_in
from qa.support.placed import MOST_SPANS, Placed, deciding, denied_before, own_sentence, vote
from qa.support.protocol import ClaimedOf, SupportModel


def range_verdict(
    model: SupportModel, amounts: Sequence[FoundQuantity], pair: ClaimedOf, *, asks_ban: bool
) -> tuple[bool, Placed | None]:
    """Whether a text has ranges for one of the amounts, and what these say of it if that is clear.

    An amount that the text states itself is none for a range.

    Args:
        amounts: Those in the claim of the pair.
        pair: The question and the text.
        asks_ban: Whether yes would be a ban.
    """
    stated = {end for one in quantities_in(pair.text) for end in one.quantity[:2]}
    fits = [
        (amount, span, inside)
        for amount in amounts
        if amount.quantity.low not in stated
        for span in ranges_in(pair.text)
        if (inside := within_range(amount.quantity, span.quantity)) is not None
    ]
    if len({amount for amount, *_ in fits}) != 1 or len(fits) > MOST_SPANS:
        return False, None
    shares = model.judge([pair._replace(text=_put(pair, amount, span)) for amount, span, _ in fits])
    placed = []
    for (_, span, inside), said in zip(fits, shares, strict=True):
        denied = denied_before(pair.text[: span.start])
        placed.append(Placed(said, inside, _size(span), vote(said, inside, asks_ban=asks_ban, denied=denied)))
    return True, deciding(placed)


def _put(pair: ClaimedOf, amount: FoundQuantity, span: FoundQuantity) -> str:
    words = pair.claim[amount.start : amount.end]
    before, behind = own_sentence(pair.text[: span.start], pair.text[span.end :])
    return f"{before}{words}{behind}"


def _size(span: FoundQuantity) -> float:
    low, high, *_ = span.quantity
    return high - low if low is not None and high is not None else 0.0
