"""Units of measure and currencies: which words name one, and which can be converted."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: `factor` times the base unit of its dimension."""

    symbol: str
    dimension: str
    factor: float


#: dimension | symbol | factor | words; plurals in "s" are added.
_TABLE = """
length | m | 1 | m, metre, meter
length | km | 1000 | km, kms, kilometre, kilometer
length | cm | .01 | cm, centimetre, centimeter
length | mm | .001 | mm, millimetre, millimeter
length | mi | 1609.344 | mi, mile
length | ft | .3048 | ft, foot, feet
length | in | .0254 | in, inch, inches
length | yd | .9144 | yd, yard
length | nmi | 1852 | nmi, nautical mile
length | ly | 9.4607e15 | ly, light-year, light year
area | km² | 1 | km², km2, sq km, square kilometre, square kilometer
area | ha | .01 | ha, hectare
area | acre | .0040469 | acre
area | sq mi | 2.58999 | sq mi, square mile
area | m² | 1e-6 | m², m2, square metre, square meter
area | sq ft | 9.2903e-8 | sq ft, square foot, square feet
mass | kg | 1 | kg, kgs, kilo, kilogram, kilogramme
mass | g | .001 | g, gram, gramme
mass | mg | 1e-6 | mg, milligram
mass | t | 1000 | t, tonne, metric ton
mass | lb | .453592 | lb, lbs, pound
mass | oz | .0283495 | oz, ounce
mass | ton | 907.185 | ton, short ton
time | s | 1 | s, sec, second
time | min | 60 | min, minute
time | h | 3600 | h, hr, hrs, hour
time | day | 86400 | day
time | week | 604800 | week
time | month | 2629746 | month
time | year | 31556952 | year, yr, yrs
time | decade | 315569520 | decade
time | century | 3155695200 | century, centuries
volume | l | 1 | l, litre, liter
volume | ml | .001 | ml, millilitre, milliliter
volume | m³ | 1000 | m³, m3, cubic metre, cubic meter
volume | gal | 3.78541 | gal, gallon
volume | bbl | 158.987 | bbl, barrel
volume | cu ft | 28.3168 | cu ft, cubic foot, cubic feet
speed | km/h | 1 | km/h, kph, kmh, kilometres per hour, kilometers per hour
speed | mph | 1.609344 | mph, miles per hour
speed | m/s | 3.6 | m/s, metres per second, meters per second
speed | kn | 1.852 | kn, knot
power | kW | 1 | kW, kilowatt
power | W | .001 | W, watt
power | MW | 1e3 | MW, megawatt
power | GW | 1e6 | GW, gigawatt
power | hp | .7457 | hp, horsepower
energy | kWh | 1 | kWh, kilowatt hour, kilowatt-hour
energy | MWh | 1e3 | MWh, megawatt hour, megawatt-hour
energy | GWh | 1e6 | GWh, gigawatt hour, gigawatt-hour
energy | TWh | 1e9 | TWh, terawatt hour, terawatt-hour
data | MB | 1 | MB, megabyte
data | kB | .001 | kB, kilobyte
data | GB | 1000 | GB, gigabyte
data | TB | 1e6 | TB, terabyte
celsius | °C | 1 | °C, ºC, ° C, degrees Celsius, degrees C
fahrenheit | °F | 1 | °F, ºF, ° F, degrees Fahrenheit, degrees F
angle | ° | 1 | °, degree
share | % | 1 | %, percent, per cent, pct
points | pp | 1 | percentage point, pct point
points | bp | .01 | basis point
concentration | mg/l | 1 | mg/l, mg/L, milligrams per litre, milligrams per liter
frequency | MHz | 1 | MHz, megahertz
frequency | Hz | 1e-6 | Hz, hertz
frequency | kHz | 1e-3 | kHz, kilohertz
frequency | GHz | 1e3 | GHz, gigahertz
USD | USD | 1 | $, US$, USD, dollar, U.S. dollar, US dollar, dlr
USD | cent | .01 | cent, ct
EUR | EUR | 1 | €, EUR, euro
GBP | GBP | 1 | £, GBP, pounds sterling, stg
JPY | JPY | 1 | ¥, JPY, yen
CAD | CAD | 1 | C$, CA$, CAD, Canadian dollar
AUD | AUD | 1 | A$, AU$, AUD, Australian dollar
HKD | HKD | 1 | HK$, HKD, Hong Kong dollar
INR | INR | 1 | ₹, Rs., Rs, INR, rupee
CHF | CHF | 1 | CHF, Swiss franc
CNY | CNY | 1 | CNY, RMB, yuan
RUB | RUB | 1 | ₽, RUB, rouble, ruble
DEM | DEM | 1 | DM, deutschmark, mark
"""


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        dimension, symbol, factor, words = line.split(" | ")
        unit = Unit(symbol, dimension, float(factor))
        for word in words.split(", "):
            units.setdefault(word, unit)
            if len(word) > 1 and word.isascii() and word[-1].islower() and not word.endswith("s"):
                units.setdefault(f"{word}s", unit)
    return units


UNITS = _units()
SYMBOLS = {unit.symbol: unit for unit in UNITS.values()}
MONEY = frozenset(("USD", "EUR", "GBP", "JPY", "CAD", "AUD", "HKD", "INR", "CHF", "CNY", "RUB", "DEM"))
_LONGEST_FIRST = sorted(UNITS, key=len, reverse=True)


def _choice(words: list[str]) -> str:
    """A pattern of any of the words; short ones match in their own case only ("MW" is not "mw")."""
    return "|".join(
        (f"(?i:{re.escape(word)})" if len(word) > 3 else re.escape(word))
        + (r"(?![\w²³$])" if word[-1].isalnum() else "")
        for word in words
    )


#: A unit behind a number; "in" is one only where nothing follows ("5 in 1998" has none).
UNIT = rf"(?-i:{_choice([w for w in _LONGEST_FIRST if w != 'in'])}|in(?=\.|\Z))"
#: A currency before a number: "$", "US$", "USD ".
CURRENCY = "(?<!\\w)(?:{})".format(
    "|".join(
        re.escape(word)
        for word in _LONGEST_FIRST
        if UNITS[word].dimension in MONEY
        and (not word.isalpha() or word in ("Rs", "DM") or (word.isupper() and len(word) == 3))
    )
)
_FOLDED = {word.lower(): unit for word, unit in reversed(UNITS.items())}


def unit_of(word: str) -> Unit | None:
    """The unit that a match of `UNIT` or `CURRENCY` names."""
    return UNITS.get(word) or _FOLDED.get(word.lower())
