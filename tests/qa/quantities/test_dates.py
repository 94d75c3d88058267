"""Dates in every way of writing them."""

from __future__ import annotations

import pytest

from qa.quantities import dates
from qa.quantities.dates import parse_date

DATES: list[tuple[str, str, str | None]] = [
    ("1998", "", "1998"),
    ("August 1948", "", "1948-08"),
    ("19 August 1948", "", "1948-08-19"),
    ("August 19, 1948", "", "1948-08-19"),
    ("the 19th of August, 1948", "", "1948-08-19"),
    ("Aug. 19, 1948", "", "1948-08-19"),
    ("Monday, 3 March 2008", "", "2008-03-03"),
    ("26-FEB-1987", "", "1987-02-26"),
    ("2024-11-05", "", "2024-11-05"),
    ("c. 1450", "", "1450"),
    ("in early 1987", "", "1987"),
    ("from 1998 to 2001", "", "1998/2001"),
    ("1914–18", "", "1914/1918"),
    ("29 February", "", "--02-29"),
    ("5 November", "2024-11-07T10:00:00Z", "2024-11-05"),
    ("last Tuesday", "2024-11-05", "2024-10-29"),
    ("Tuesday", "2024-11-05", "2024-11-05"),
    ("on Monday", "2024-11-05", "2024-11-04"),
    ("two weeks ago", "2024-11-05", "2024-10-22"),
    ("last month", "2024-11-05", "2024-10"),
    ("last Tuesday", "", None),
    ("May", "", None),
    ("12,000", "2024-11-05", None),
    ("1,998", "", None),
    ("the 1980s", "", None),
    ("the 19th century", "", None),
    ("44 BC", "", None),
    ("three years", "2024-11-05", None),
    ("the March on Rome", "2024-11-05", None),
]


@pytest.mark.parametrize(("words", "published", "iso"), DATES)
def test_dates(words: str, published: str, iso: str | None) -> None:
    found = parse_date(words, published, asks_when=True)
    assert (found and found.iso) == iso


@pytest.mark.parametrize("published", ["", "2021-05-17"])
@pytest.mark.parametrize(
    "words",
    [
        "5 Sept 2001",
        "the 5th of May 1999",
        "Mar. 3",
        "June, 1999",
        "29 February 1900",
        "31 June",
        "May 5th 2010",
    ],
)
def test_the_commonest_forms_are_what_the_parser_makes_of_them(
    words: str, published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = dates._parsed(words, published)
    monkeypatch.setattr(dates, "_plain", lambda *_, **__: None)
    assert dates._parsed(words, published) == quick
