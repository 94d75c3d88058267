"""Times of day and spans of the day in a text."""

from __future__ import annotations

import pytest

from qa.quantities.day_spans import day_spans, groups, times_in


def ends(text: str) -> list[tuple[str | None, str | None]]:
    """The ends of all spans, such as "8:15"; with "?" where the half of the day is not known."""
    return [(shown(span.first), shown(span.last)) for span in day_spans(text)]


def shown(time: object) -> str | None:
    minute, is_known = getattr(time, "minute", None), getattr(time, "is_known", True)
    return None if minute is None else f"{minute // 60}:{minute % 60:02}{'' if is_known else '?'}"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Open from 9 to 17.", [("9:00", "17:00")]),
        ("Open from 9 a.m. to 5 p.m. daily", [("9:00", "17:00")]),
        ("Soup is served 11.30am-2pm.", [("11:30", "14:00")]),
        ("The tower is open 11-16.", [("11:00", "16:00")]),
        ("Locked between 22:00 and 06:00", [("22:00", "6:00")]),
        ("Drop-off is between 8.15 and 8.45.", [("8:15?", "8:45?")]),
        ("Collect it by 5 p.m. on all days.", [(None, "17:00")]),
        ("Calls no later than noon", [(None, "12:00")]),
        ("It closes at midnight.", [(None, "24:00")]),
        ("Not before 7.30, and not after 20:15", [("7:30", None), ("20:15", None)]),
        ("It opens at 6 a.m. and closes at 10 p.m.", [("6:00", "22:00")]),
        (
            "Tea is at half past four, or at a quarter to six in the evening.",
            [("4:30?", "4:30?"), ("17:45", "17:45")],
        ),
        ("Ring at 2 at night or at nine o'clock.", [("2:00", "2:00"), ("9:00?", "9:00?")]),
        ("Agents come at 8.00, 12.00 and 16.00.", [("8:00", "8:00"), ("12:00", "12:00"), ("16:00", "16:00")]),
    ],
)
def test_times_are_read(text: str, spans: list[tuple[str | None, str | None]]) -> None:
    assert ends(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "It weighs between 3 and 5 kg.",
        "Groups from 10 to 20 people",
        "It costs from 8.50 to 12.50 euros, up to €15.20.",
        "Room 12 on 2026-10-18, see pages 10 to 18",
        "Version 3.11 from 10/12",
        "Heat it to 90 °C after 5 minutes at 10%.",
        "Call 555-12-18.",
        "See rules 3, 5 and 7.",
        "At 5 Mill Lane, by 7 nurses",
    ],
)
def test_other_numbers_are_no_times(text: str) -> None:
    assert day_spans(text) == []


def test_a_span_has_words_that_fit_another_sentence() -> None:
    text = "The gate closes at 6 p.m."
    (span,) = day_spans(text)
    assert text[span.start : span.end] == "closes at 6 p.m."
    assert span.words == "until 6 p.m."
    (fetched,) = day_spans("Fetch it by 18:00.")
    assert (fetched.words, fetched.is_deadline, span.is_deadline) == ("by 18:00", True, False)


def test_every_end_is_a_time() -> None:
    assert [one.words for one in times_in("Open from 9 a.m. to 17:30, Fridays until noon")] == [
        "9 a.m.",
        "17:30",
        "noon",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Open from 9 to 12 and from 14 to 18.", 1),
        ("Open after 9 a.m. and before 5 p.m.", 1),
        ("Open until 5 p.m.; the café closes at 6 p.m.", 2),
    ],
)
def test_spans_that_follow_each_other_belong_together(text: str, number: int) -> None:
    assert len(groups(text, day_spans(text))) == number
