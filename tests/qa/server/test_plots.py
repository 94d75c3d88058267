"""Plots: columns add up, stay inside, and have round figures beside them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from qa.insights.report import Day
from qa.server.web.plots import HEIGHT, WIDTH, columns_by_day


@pytest.mark.parametrize("most", [0, 1, 3, 4, 5, 7, 9, 10, 23, 40, 99, 101, 12345])
def test_figures_are_round_few_and_enough(most: int) -> None:
    plot = columns_by_day([Day(day="2026-11-01", answered=most), Day(day="2026-11-02")])
    figures = [int(line.label.replace(",", "")) for line in plot.lines]
    assert figures[0] == 0
    assert max(1, most) <= figures[-1] <= max(4, 2 * most)
    assert 2 <= len(figures) <= 6
    assert len({second - first for first, second in pairwise(figures)}) == 1
    boxes = [box for column in plot.columns for box in column.boxes]
    assert all(0 <= box.y <= box.y + box.height <= HEIGHT for box in boxes)


def test_parts_stand_on_each_other_in_proportion() -> None:
    plot = columns_by_day([Day(day="2026-11-01", answered=6, unsure=0, nothing=3)])
    (column,) = plot.columns
    answered, nothing = column.boxes
    assert (answered.part, nothing.part) == ("answered", "nothing")
    assert answered.y + answered.height == pytest.approx(plot.floor, abs=0.02)
    assert nothing.y + nothing.height == pytest.approx(answered.y, abs=0.02)
    assert answered.height == pytest.approx(2 * nothing.height, abs=0.05)
    assert column.said == "2026-11-01: 9 asked, 6 answered, 0 unsure, 3 nothing"


def test_a_year_fits() -> None:
    plot = columns_by_day([Day(day=f"2026-{n:05}", unsure=n % 7) for n in range(366)])
    assert len(plot.dates) <= 7
    assert all(box.x > 0 and box.x + box.width <= WIDTH for column in plot.columns for box in column.boxes)
