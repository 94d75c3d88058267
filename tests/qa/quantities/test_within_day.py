"""Arithmetic on spans of the day."""

from __future__ import annotations

import pytest

from qa.quantities.day_spans import day_spans
from qa.quantities.within_day import within_day


@pytest.mark.parametrize(
    ("asked", "text", "within"),
    [
        ("at 11:00", "from 9 to 17", True),
        ("at 18:30", "from 9 to 17", False),
        ("at 17:00", "from 9 to 17", None),
        ("at 11", "from 9 to 17", None),
        ("at 8", "from 9 to 17", False),
        ("at 4 p.m.", "by 5 p.m.", True),
        ("at 6 p.m.", "by 5 p.m.", False),
        ("at 8.30", "between 8.15 and 8.45", True),
        ("at 9.30", "between 8.15 and 8.45", False),
        ("at 8.30 a.m.", "between 8.15 and 8.45", None),
        ("at 2 a.m.", "from 10 p.m. to 6 a.m.", True),
        ("at midnight", "from 10 p.m. to 6 a.m.", True),
        ("at noon", "from 10 p.m. to 6 a.m.", False),
        ("at 10 a.m.", "from 9 to 5 p.m.", True),
        ("at 11 p.m.", "until 2 a.m.", None),
        ("at 2 a.m.", "until 10 p.m.", None),
        ("after 6 p.m.", "until 5 p.m.", False),
        ("after 4 p.m.", "until 5 p.m.", None),
        ("between 10 and 11 a.m.", "from 9 to 17", True),
        ("at 9 a.m.", "at 09:00", True),
        ("at 10 a.m.", "at 09:00", False),
        ("at 5 p.m.", "from 8 to 6", True),
        ("at 7 p.m.", "from 8 to 6", False),
        ("at 5", "from 8 to 6", None),
        ("at 1 p.m.", "from 9 to 11", False),
    ],
)
def test_a_time_lies_within_a_span_or_outside(asked: str, text: str, within: bool | None) -> None:
    (one,), (other,) = day_spans(asked), day_spans(text)
    assert within_day(one, other) is within
