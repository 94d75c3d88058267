"""Compare quantities, also in two units."""

from __future__ import annotations

from qa.quantities.quantities import Quantity
from qa.quantities.units import SYMBOLS, Unit

#: Relative difference that rounding explains where units were converted.
ROUNDING = 0.01


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether they give the same figure; a bound is the same as its figure, not as the opposite bound."""
    one, other = _unit(a), _unit(b)
    if one and other and one.dimension != other.dimension:
        return False
    converted = one is not None and other is not None and one.factor != other.factor
    factors = (one.factor, other.factor) if one and other else (1.0, 1.0)
    if _is_range(a) != _is_range(b):
        return False
    return all(
        _near(*ends, factors, converted)
        for ends in ((a.low, b.low), (a.high, b.high))
        if None not in ends or _are_opposite(a, b)
    )


def like_units(a: Quantity, model: Quantity) -> bool:
    """Whether `a` may be compared with `model`: in a unit of its dimension, or without one."""
    one, other = _unit(a), _unit(model)
    return one is None or (other is not None and one.dimension == other.dimension)


def _is_range(quantity: Quantity) -> bool:
    return None not in quantity[:2] and quantity.low != quantity.high


def _are_opposite(a: Quantity, b: Quantity) -> bool:
    """Whether one is a lower and the other an upper bound."""
    return (a.low is None and b.high is None) or (a.high is None and b.low is None)


def _unit(quantity: Quantity) -> Unit | None:
    return SYMBOLS.get(quantity.unit)


def _near(a: float | None, b: float | None, factors: tuple[float, float], converted: bool) -> bool:
    if a is None or b is None:
        return False
    one, other = a * factors[0], b * factors[1]
    return abs(one - other) <= (ROUNDING if converted else 1e-9) * max(abs(one), abs(other))
