"""Days of the week and the hours that stand beside them."""

from __future__ import annotations

import pytest

from qa.quantities.day_hours import names_hours, of_day
from qa.quantities.week_days import only_day, week_days, without_range


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Thu", [{0, 1, 2, 3}]),
        ("open Tuesdays, Thursdays and Saturday", [{1, 3, 5}]),
        ("weekdays and Sundays", [{0, 1, 2, 3, 4, 6}]),
        ("Fri to Mon, closed at weekends", [{4, 5, 6, 0}, {5, 6}]),
        ("the fitter sat in the sun", []),
        ("a monday", [{0}]),
    ],
)
def test_days_that_stand_together_are_one_group(text: str, days: list[set[int]]) -> None:
    assert [one.days for one in week_days(text)] == days


def test_a_question_names_one_day_or_none() -> None:
    assert only_day("Is it open on Friday at 3?") == 4
    assert only_day("are you open sat 3 pm?") == 5
    assert only_day("Is it open on Friday and Saturday?") is None
    assert only_day("Is it open at 3?") is None


@pytest.mark.parametrize(
    ("text", "day", "cut"),
    [
        ("Open Mon-Fri 9-6, Sat 10-2.", 5, "Open Saturday 10-2."),
        ("Open Mon-Fri 9-6, Sat 10-2.", 2, "Open Wednesday 9-6."),
        ("Hours: Mon, Wed 9:00-12:00; Tue, Thu 14:00-18:00.", 3, "Hours: Thursday 14:00-18:00."),
        (
            "Open from 9 to 17 on weekdays and from 10 to 14 on Saturdays.",
            5,
            "Open from 10 to 14 on Saturday.",
        ),
        ("Open from 8 to 6, on Sundays from 9 to 5.", 6, "Open from 8 to 6, on Sunday from 9 to 5."),
        ("Open from 8 to 6, on Sundays from 9 to 5.", 1, "Open from 8 to 6."),
        ("Open daily 9-18, Sundays 10-16.", 6, "Open Sunday 10-16."),
        ("Open Mon-Fri 9-17, Sat closed.", 5, "Open Sat closed."),
        ("Open Mon-Fri 9-17.", 6, None),
        ("Mon-Fri: 9-12, 14-17 (desk), Sat: 10-12", 4, "Friday: 9-12, 14-17 (desk)"),
        ("The gate is locked at 22:00.", 6, "The gate is locked at 22:00."),
    ],
)
def test_the_hours_of_other_days_are_cut(text: str, day: int, cut: str | None) -> None:
    assert of_day(text, day) == cut


def test_hours_are_named_for_the_days_beside_them() -> None:
    text = "Open Mon-Fri 9-17. We are closed on Sundays."
    assert names_hours(text, 4)
    assert not names_hours(text, 6)


def test_a_range_of_days_is_cut_to_one() -> None:
    assert without_range("Closed Fri-Sun and in May", 5) == "Closed Saturday and in May"
    assert without_range("Closed on Friday and Sunday", 4) == "Closed on Friday and Sunday"
