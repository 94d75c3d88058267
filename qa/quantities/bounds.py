"""Whether a quantity lies within the bounds that a text sets: "up to 5 kg" and 7 kg, "under 16" and 12."""

from __future__ import annotations

from collections.abc import Sequence

from qa.quantities.conversion import like_units
from qa.quantities.quantities import FoundQuantity, Quantity, quantities_in
from qa.quantities.units import SYMBOLS

#: "Under 16" is of years.
AGE = "year"


def only_amount(found: Sequence[FoundQuantity]) -> Quantity | None:
    """The one number among the quantities of a text, with its unit; None where there is none or several."""
    return found[0].quantity if len(found) == 1 and _is_point(found[0].quantity) else None


def ranges_in(text: str) -> list[FoundQuantity]:
    """The ranges of a text that have two ends: "between 3 and 5 kg"."""
    return [
        one for one in quantities_in(text) if None not in one.quantity[:2] and not _is_point(one.quantity)
    ]


def within_range(amount: Quantity, bounds: Quantity) -> bool | None:
    """Whether an amount lies within a range.

    None where they are not of one kind, and where the amount is an end of the range or a range itself.
    """
    if not _is_point(amount) or not _comparable(amount, bounds):
        return None
    above, below = _inside(amount, bounds._replace(high=None)), _inside(amount, bounds._replace(low=None))
    return None if above is None or below is None else above and below


def _is_point(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.low == quantity.high


def within_bounds(amount: Quantity, text: str) -> bool | None:
    """Whether an amount lies within the bounds of a text.

    None where the text sets no bound in such a unit, where it sets several that say different things, and
    where the amount is the bound itself: "under 16" and 16.
    """
    bounds = [one.quantity for one in quantities_in(text) if None in one.quantity[:2]]
    inside = {_inside(amount, bound) for bound in bounds if _comparable(amount, bound)}
    return inside.pop() if len(inside) == 1 else None


def _comparable(amount: Quantity, bound: Quantity) -> bool:
    if amount.unit == bound.unit or (amount.unit == AGE and not bound.unit):
        return True
    return bool(amount.unit and bound.unit) and like_units(amount, bound)


def _inside(amount: Quantity, bound: Quantity) -> bool | None:
    one, other = SYMBOLS.get(amount.unit), SYMBOLS.get(bound.unit)
    end = bound.high if bound.low is None else bound.low
    if amount.low is None or end is None:
        return None
    value = amount.low * (one.factor / other.factor if one and other else 1.0)
    if value == end:
        return None
    return value < end if bound.low is None else value > end
