"""Quantities in every way of writing them."""

from __future__ import annotations

import pytest

from qa.quantities.quantities import parse_quantity

QUANTITIES: list[tuple[str, str | None]] = [
    ("12,000", "12000"),
    ("12 000", "12000"),
    ("twelve thousand", "12000"),
    ("up to 12,000", "≤ 12000"),
    ("approximately 15,000", "≈ 15000"),
    ("at least 5", "≥ 5"),
    ("more than 1,200", "≥ 1200"),
    ("fewer than 40", "≤ 40"),
    ("two and a half million", "2500000"),
    ("a dozen", "12"),
    ("two dozen", "24"),
    ("hundreds", "≥ 100"),
    ("3.5 million", "3500000"),
    ("$3.5 million", "3500000 USD"),
    ("US$40bn", "40000000000 USD"),
    ("€20", "20 EUR"),
    ("£1.2 billion", "1200000000 GBP"),
    ("50 percent", "50%"),
    ("50%", "50%"),
    ("12.5 per cent", "12.5%"),
    ("82 pct", "82%"),
    ("3,000-5,000 km", "3000–5000 km"),
    ("3 to 5 kilometers", "3–5 km"),
    ("between 10 and 20 miles", "10–20 mi"),
    ("10–12", "10–12"),
    ("3 km", "3 km"),
    ("3,000 m", "3000 m"),
    ("-40 °C", "-40 °C"),
    ("98.6 degrees Fahrenheit", "98.6 °F"),
    ("5 ft 11 in", "71 in"),
    ("seventy-two", "72"),
    ("one hundred and five", "105"),
    ("three hundred thousand", "300000"),
    ("twenty-first", None),
    ("155,221 bags", "155221"),
    ("5.93 mln", "5930000"),
    ("102.5 mln dlrs", "102500000 USD"),
    ("34 cts", "34 cent"),
    ("13.5 billion dlrs", "13500000000 USD"),
    ("7 billion", "7000000000"),
    ("half a million", "500000"),
    ("one third", "0.333333"),
    ("a third", "0.333333"),
    ("2/3", "0.666667"),
    ("11-1/2", "11.5"),
    ("1.5 million to 2 million", "1500000–2000000"),
    ("60 kilos", "60 kg"),
    ("six hours", "6 h"),
    ("25 years", "25 year"),
    ("1,576 metres", "1576 m"),
    ("9 kilometers", "9 km"),
    ("about 700 mg/L", "≈ 700 mg/l"),
    ("100,000 to 200,000 people", "100000–200000"),
    ("as many as 300", "≤ 300"),
    ("nearly 4,000", "≈ 4000"),
    ("no more than three", "≤ 3"),
    ("3,559 people", "3559"),
    ("1-2%", "1–2%"),
    ("5 million tonnes", "5000000 t"),
    ("tens of thousands", "≥ 10000"),
    ("12.000", "12"),
    ("6.4 mln bags", "6400000"),
    ("USD 5,000", "5000 USD"),
    ("Johannes Brahms", None),
    ("World War II", None),
    ("May", None),
    ("Apollo 11", None),
    ("blue", None),
]


@pytest.mark.parametrize(("words", "written"), QUANTITIES)
def test_quantities(words: str, written: str | None) -> None:
    quantity = parse_quantity(words) or (parse_quantity(words, whole=False) if written else None)
    assert (quantity and str(quantity)) == written
