"""Plots as numbers for templates, which draw them in SVG: columns of three parts, one for each day."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from qa.insights.report import Day

WIDTH, HEIGHT = 720, 200
#: Room for the figures on the left, the dates below, the highest figure above.
LEFT, BOTTOM, TOP = 56, 24, 14
#: Of a day's place its column takes this share.
FILL = 0.72
MOST_DATES = 6
#: The parts of a column, the lowest first.
PARTS = ("answered", "unsure", "nothing")


class Box(NamedTuple):
    """A rectangle; `part` says what it counts."""

    part: str
    x: float
    y: float
    width: float
    height: float


class Column(NamedTuple):
    """A day's column, and what is said when it is pointed at."""

    boxes: tuple[Box, ...]
    said: str


class Tick(NamedTuple):
    """A label at a place of an axis."""

    at: float
    label: str


class Plot(NamedTuple):
    """All that is drawn, in a coordinate system of `WIDTH` by `HEIGHT`."""

    columns: tuple[Column, ...]
    lines: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def columns_by_day(days: Sequence[Day]) -> Plot:
    """The questions of each day, from left to right."""
    step = _step(max((day.asked for day in days), default=0))
    steps = max(1, ceil(max((day.asked for day in days), default=0) / step))
    scale = (HEIGHT - BOTTOM - TOP) / (steps * step)
    place = (WIDTH - LEFT) / max(1, len(days))
    columns = tuple(_column(day, LEFT + n * place, place, scale) for n, day in enumerate(days))
    ground = HEIGHT - BOTTOM
    lines = tuple(Tick(ground - n * step * scale, f"{n * step:,}") for n in range(steps + 1))
    every = max(1, ceil(len(days) / MOST_DATES))
    dates = tuple(Tick(LEFT + (n + 0.5) * place, day.day[5:]) for n, day in enumerate(days) if n % every == 0)
    return Plot(columns, lines, dates)


def _column(day: Day, left: float, place: float, scale: float) -> Column:
    width = place * FILL
    top = float(HEIGHT - BOTTOM)
    boxes = []
    for part in PARTS:
        height = getattr(day, part) * scale
        top -= height
        if height:
            boxes.append(
                Box(
                    part,
                    round(left + (place - width) / 2, 2),
                    round(top, 2),
                    round(width, 2),
                    round(height, 2),
                )
            )
    parts = ", ".join(f"{getattr(day, part):,} {part}" for part in PARTS)
    said = f"{day.day}: {day.asked:,} asked, {parts}"
    return Column(tuple(boxes), said)


def _step(most: int) -> int:
    """A round distance of lines, so that there are at most five."""
    if most <= 4:
        return 1
    rough = most / 4
    power = 10 ** floor(log10(rough))
    return next(
        int(n * power) or 1 for n in (1, 2, 2.5, 5, 10) if n * power >= rough and (n * power) % 1 == 0
    )
