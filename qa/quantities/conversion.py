"""Compare quantities, also in two units."""

from __future__ import annotations

from qa.quantities.quantities import Quantity
from qa.quantities.units import SYMBOLS, Unit

#: Relative difference that rounding explains where units were converted, whatever the digits say.
ROUNDING, MOST_ROUNDING = 0.01, 0.03


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether they give the same figure; a bound is the same as its figure, not as the opposite bound.

    In two units, a figure is also the same as a range that holds it: "22 months", "630 to 660 days".
    """
    one, other = _unit(a), _unit(b)
    if one and other and one.dimension != other.dimension:
        return False
    converted = one is not None and other is not None and one.factor != other.factor
    factors = (one.factor, other.factor) if one and other else (1.0, 1.0)
    if _is_range(a) != _is_range(b):
        return converted and _holds(a, b, factors)
    return all(
        _near(*ends, factors, converted)
        for ends in ((a.low, b.low), (a.high, b.high))
        if None not in ends or _are_opposite(a, b)
    )


def exactly_same(a: Quantity, b: Quantity) -> bool:
    """Whether they give the same figure with nothing rounded: "50 cm" and "0.5 m", not "20 in"."""
    one, other = _unit(a), _unit(b)
    if (one and other and one.dimension != other.dimension) or _is_range(a) != _is_range(b):
        return False
    factors = (one.factor, other.factor) if one and other else (1.0, 1.0)
    return all(
        _near(*ends, factors, converted=False)
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


def _holds(a: Quantity, b: Quantity, factors: tuple[float, float]) -> bool:
    """Whether the one of them that is a range holds the other, or an end of it is near."""
    spread, point = (a, b) if _is_range(a) else (b, a)
    by, of = factors if _is_range(a) else factors[::-1]
    figure = point.high if point.low is None else point.low
    ends = (spread.low, spread.high)
    if figure is None or None in ends:
        return False
    low, high = (end * by for end in ends if end is not None)
    return low <= figure * of <= high or any(_near(end, figure, (by, of), converted=True) for end in ends)


def _near(a: float | None, b: float | None, factors: tuple[float, float], converted: bool) -> bool:
    if a is None or b is None:
        return False
    one, other = a * factors[0], b * factors[1]
    largest = max(abs(one), abs(other))
    if not converted:
        return abs(one - other) <= 1e-9 * largest
    rounded = (_step(a) * factors[0] + _step(b) * factors[1]) / 2
    return abs(one - other) <= max(ROUNDING * largest, min(rounded, MOST_ROUNDING * largest))


def _step(figure: float) -> float:
    """The place of the last digit of a figure that is not 0: 1 for 22, 10 for 660, 0.1 for 2.4."""
    digits = f"{abs(figure):.12g}"
    if "e" in digits or not figure:
        return 0.0
    whole, _, fraction = digits.partition(".")
    return 10.0 ** -len(fraction) if fraction else 10.0 ** (len(whole) - len(whole.rstrip("0")))
