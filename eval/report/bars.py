"""Bar charts of a report, in SVG: a histogram of waiting times, and values by kind or tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from eval.measures.measure import Floats
from eval.report.charts import SHARES
from eval.report.svg import Plot, count_text, drawing, element, frame, label, line, short, ticks
from eval.statistics import Interval

#: Bars of the histogram.
BARS = 24


class Bar(NamedTuple):
    """The value of a measure for one kind or tag."""

    name: str
    value: float
    n: int
    interval: Interval | None


def latency_histogram(id: str, title: str, milliseconds: Floats) -> Markup:
    """A histogram of waiting times with percentiles; times far beyond the 99th are only counted."""
    if not len(milliseconds):
        return drawing(id, title, "No responses.", [label(170, 120, "no responses")])
    marks = {percent: float(np.percentile(milliseconds, percent)) for percent in (50, 95, 99)}
    x_ticks = ticks(min(float(milliseconds.max()), marks[99] * 1.25) or 1.0, 6)
    inside = milliseconds[milliseconds <= x_ticks[-1]]
    counts, edges = np.histogram(inside, BARS, (0.0, x_ticks[-1]))
    y_ticks = [tick for tick in ticks(float(counts.max()), 4) if tick == int(tick)]
    plot = Plot(34, 62, 332, 212, x_ticks[-1], max(y_ticks[-1], float(counts.max())))
    parts = [frame(plot._replace(top=62), x_ticks, y_ticks, "milliseconds", "")]
    parts.append(label(0, 16, "responses", "start", "axis"))
    for count, low, high in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if count:
            x, y = plot.x(low) + 0.5, plot.y(count)
            width, height = plot.x(high) - plot.x(low) - 1, plot.bottom - y
            tip = f"{low:.4g} to {high:.4g} ms: {count}"
            parts.append(element("rect", tip=tip, x=x, y=y, width=width, height=height, class_="bar"))
    parts += _percentiles(plot, marks)
    beyond = len(milliseconds) - len(inside)
    if beyond:
        parts.append(
            label(plot.right, 16, f"{beyond} slower, up to {milliseconds_text(milliseconds.max())}", "end")
        )
    said = ", ".join(f"p{percent} {milliseconds_text(value)}" for percent, value in marks.items())
    return drawing(id, title, f"{len(milliseconds)} responses: {said}.", parts)


def _percentiles(plot: Plot, marks: Mapping[int, float]) -> list[Markup]:
    """A line and a label for each percentile; the labels last, so that no line crosses them."""
    lines, labels = [], []
    for row, (percent, value) in enumerate(marks.items()):
        x, y = plot.x(value), 28 + 12 * row
        lines.append(line(x, y + 2, x, plot.bottom, "percentile"))
        anchor, away = ("end", -3) if value > plot.x_high * 0.6 else ("start", 3)
        labels.append(label(x + away, y + 8, f"p{percent} {milliseconds_text(value)}", anchor, "said"))
    return lines + labels


def group_bars(id: str, title: str, bars: Sequence[Bar]) -> Markup:
    """A bar for each kind or tag, with its interval and number of questions."""
    plot = Plot(112, 22, 268, 0, max([1.0, *(bar.value for bar in bars)]))
    height = 22 + 19 * len(bars) + 6
    parts = [label(plot.left, 13, "0", "start"), label(plot.right, 13, short(plot.x_high), "end")]
    parts.append(label(338, 13, "n", "end"))
    for tick in SHARES:
        x = plot.x(tick * plot.x_high)
        parts.append(line(x, 18, x, height - 4, "grid" if tick else "base"))
    for row, bar in enumerate(bars):
        parts.append(_group_bar(plot, bar, 22.0 + 19 * row))
    said = "; ".join(f"{bar.name} {bar.value:.3f} of {bar.n}" for bar in bars)
    return drawing(id, title, f"{said or 'No groups'}.", parts, height)


def _group_bar(plot: Plot, bar: Bar, top: float) -> Markup:
    middle, right = top + 8.5, plot.x(bar.value)
    name = bar.name if len(bar.name) <= 18 else f"{bar.name[:17]}…"
    between = f", 95% interval {bar.interval.low:.3f} to {bar.interval.high:.3f}" if bar.interval else ""
    tip = f"{bar.name}: {bar.value:.3f}{between}, {bar.n} questions"
    parts = [
        element(
            "text", name, tip=bar.name, x=plot.left - 6, y=middle + 3.5, text_anchor="end", class_="label"
        ),
        element("rect", tip=tip, x=plot.left, y=top + 3, width=right - plot.left, height=11.0, class_="bar"),
        label(306, middle + 3.5, f"{bar.value:.3f}", "end", "said"),
        label(338, middle + 3.5, count_text(bar.n), "end"),
    ]
    if bar.interval:
        low, high = plot.x(bar.interval.low), plot.x(bar.interval.high)
        parts += [line(low, middle, high, middle, "whisker")]
        parts += [line(x, middle - 3, x, middle + 3, "whisker") for x in (low, high)]
    return Markup("\n").join(parts)


def milliseconds_text(value: float) -> str:
    """A time to three digits, in seconds from one second on."""
    return f"{value / 1000:.3g} s" if value >= 1000 else f"{value:.3g} ms"


def strip(value: float, interval: Interval | None) -> Markup:
    """A small drawing of a value between 0 and 1 and its interval, for a cell of a table."""
    plot = Plot(4, 0, 96, 12)
    parts = [line(plot.left, 6, plot.right, 6, "grid")]
    parts += [line(x, 3, x, 9, "grid") for x in (plot.left, plot.right)]
    if interval:
        parts.append(line(plot.x(interval.low), 6, plot.x(interval.high), 6, "span"))
    parts.append(element("circle", cx=plot.x(value), cy=6, r=3, class_="dot"))
    inside = Markup("").join(parts)
    return Markup('<svg class="strip" viewBox="0 0 100 12" aria-hidden="true">{}</svg>').format(inside)
