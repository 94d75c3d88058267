"""Dates in any spelling: equal dates give equal terms, and what is no date gives none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.calendar import MONTHS
from index.language.written_dates import CalendarDate, asked_date_terms, date_terms, written_dates

DAY = CalendarDate(2026, 12, 15)


@pytest.mark.parametrize(
    "text",
    [
        "15 December 2026",
        "December 15, 2026",
        "Dec. 15th 2026",
        "the 15th of December 2026",
        "the 15th day of December, 2026",
        "2026-12-15",
        "2026/12/15",
        "2026-12-15T09:30:00Z",
        "15/12/2026",
        "12/15/2026",
        "15.12.2026",
        "15-Dec-2026",
        "15/12/26",
        "Tuesday, 15 december 2026 at 9:00",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    (found,) = written_dates(f"It is on {text}.")
    assert found.readings == (DAY,)
    assert set(asked_date_terms(text)) == {"d20261215", "d1215"} <= set(date_terms(text))


@pytest.mark.parametrize("text", ["Dec 15", "15 Dec", "the 15th of December", "December 15: 9:00", "DEC 15"])
def test_a_day_without_a_year(text: str) -> None:
    assert [one.readings for one in written_dates(text)] == [(DAY._replace(year=0),)]
    assert asked_date_terms(text) == ["d1215"]


def test_a_month() -> None:
    (found,) = written_dates("In December 2026 it froze.")
    assert found.readings == (DAY._replace(day=0),)
    assert asked_date_terms("in December of 2026") == ["m202612"]
    assert "m202612" in date_terms("2026-12-15")


def test_two_readings() -> None:
    (found,) = written_dates("5/12/2026")
    assert [one.spelled() for one in found.readings] == ["5 December 2026", "12 May 2026"]
    assert {"d20261205", "d20260512"} <= set(asked_date_terms("5/12/2026"))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("12–15 December 2026", "2026-12-14", "2026-12-16"),
        ("from 12 to 15 December", "2026-12-14", "2026-12-11"),
        ("28 December 2026 until 3 January 2027", "2027-01-01", "2027-01-04"),
        ("between 3 May and 7 May 2026", "2026-05-05", "2026-05-08"),
        ("Aug 9-11, 2026", "2026-08-10", "2026-08-12"),
    ],
)
def test_a_range_holds_its_days(text: str, inside: str, outside: str) -> None:
    (found,) = written_dates(text)
    fits = [found.fits(CalendarDate(*map(int, day.split("-")))) for day in (inside, outside)]
    assert fits == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "It may 5 times fail.",
        "They march 3 miles.",
        "1998",
        "at 12.30.10",
        "31 June 2026",
        "555-12-2026",
        "from 9:00 to 12:00",
        "April 12%",
        "version 2.1",
        "1/2 of it",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert written_dates(text) == []


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_the_spellings_of_a_day_share_their_terms(day: date) -> None:
    month = MONTHS[day.month - 1]
    spellings = [day.isoformat(), f"{day.day} {month} {day.year}", f"{month[:3]} {day.day}, {day.year}"]
    assert len({tuple(date_terms(one)) for one in spellings}) == 1
    assert date_terms(spellings[0])[0] == f"d{day:%Y%m%d}".replace(" ", "0")


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 400))
def test_other_days_fit_not(day: date, apart: int) -> None:
    one, other = (CalendarDate(d.year, d.month, d.day) for d in (day, day + timedelta(apart)))
    assert one.fits(one._replace(year=0))
    assert one.fits(one._replace(day=0))
    assert not one.fits(other)
