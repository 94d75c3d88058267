"""Charts of calibration and abstention, in SVG: reliability diagrams and the risk-coverage curve.

Nothing is shown by colour alone, and the description of every chart gives its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from eval.measures.abstention import RiskCoverage
from eval.measures.calibration import Bin
from eval.report.svg import (
    LETTER,
    WIDTH,
    Plot,
    count_text,
    drawing,
    element,
    frame,
    label,
    line,
    short,
    ticks,
)

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
#: Points of a curve; more could not be distinguished on a screen.
POINTS = 300
#: At lower coverage a single question moves the risk so much that it would set the scale.
LEAST_COVERAGE = 0.05


class OperatingPoint(NamedTuple):
    """The point of the risk-coverage curve at the present threshold."""

    coverage: float
    risk: float


def reliability_diagram(id: str, title: str, bins: Sequence[Bin]) -> Markup:
    """The share of right answers over the probability shown; below, the number of questions in each bin."""
    plot, strip = Plot(34, 26, 332, 196), Plot(34, 210, 332, 240)
    most = max((one.n for one in bins), default=1)
    parts = [
        frame(plot._replace(bottom=196), (), SHARES, "", "came true"),
        line(plot.x(0), plot.y(0), plot.x(1), plot.y(1), "ideal"),
        *(_reliability_point(plot, one) for one in bins),
        label(0, 224, "n", "start", "axis"),
    ]
    for one in bins:
        left, top = strip.x(one.low), strip.y(one.n / most)
        parts.append(
            element(
                "rect",
                class_="bar",
                x=left + 0.5,
                y=top,
                width=strip.x(one.high) - left - 1,
                height=max(strip.bottom - top, 0.5),
            )
        )
        parts.append(label((left + strip.x(one.high)) / 2, top - 2, count_text(one.n), class_="count"))
    parts.append(line(strip.left, strip.bottom, strip.right, strip.bottom, "base"))
    parts += [label(strip.x(value), strip.bottom + 14, short(value)) for value in SHARES]
    parts.append(label(strip.right, strip.bottom + 29, "probability shown", "end", "axis"))
    said = "; ".join(f"shown {one.confidence:.2f}, true {one.accuracy:.2f} of {one.n}" for one in bins)
    return drawing(
        id, title, f"On the dashed line probabilities are exact. {said or 'No figures'}.", parts, 274
    )


def _reliability_point(plot: Plot, one: Bin) -> Markup:
    x = plot.x(one.confidence)
    tip = f"shown {one.confidence:.3f}, came true {one.accuracy:.3f}, {one.n} questions"
    return Markup("\n").join(
        [
            line(x, plot.y(one.interval.low), x, plot.y(one.interval.high), "whisker"),
            element("circle", tip=tip, cx=x, cy=plot.y(one.accuracy), r=3.5, class_="dot"),
        ]
    )


def risk_coverage_chart(
    id: str, title: str, curve: RiskCoverage, area: float, point: OperatingPoint | None
) -> Markup:
    """The share of errors among the surest answers, over the share of questions answered."""
    seen = curve.risk[curve.coverage >= LEAST_COVERAGE]
    highest = max(float(seen.max()) if len(seen) else 0.0, point.risk if point else 0.0, 0.01)
    y_ticks = ticks(min(highest * 1.08, 1.0))
    plot = Plot(34, 26, 332, 212, y_high=y_ticks[-1])
    # Clip the curve: its beginning may be above the scale.
    parts = [
        frame(plot, SHARES, y_ticks, "share of questions answered", "share of errors"),
        Markup('<clipPath id="{}-clip"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath>').format(
            id, plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top
        ),
    ]
    if len(curve.coverage):
        xy = _curve_points(plot, curve)
        path = " L".join(f"{x:g},{y:g}" for x, y in xy)
        clip = f"url(#{id}-clip)"
        closed = f"M{xy[0][0]:g},{plot.bottom:g} L{path} L{xy[-1][0]:g},{plot.bottom:g} Z"
        parts.append(element("path", d=closed, class_="area", clip_path=clip))
        parts.append(element("path", d=f"M{path}", class_="curve", clip_path=clip))
    said = f"Area under the curve {area:.4f}."
    parts.append(label(plot.right, plot.top - 10, f"area {area:.3f}", "end", "axis"))
    if point:
        said += f" Now {point.coverage:.1%} are answered, of which {point.risk:.1%} are errors."
        parts.append(_operating_point(plot, point))
    return drawing(id, title, said, parts)


def _curve_points(plot: Plot, curve: RiskCoverage) -> list[tuple[float, float]]:
    chosen = np.unique(np.linspace(0, len(curve.coverage) - 1, POINTS).astype(int))
    return [(plot.x(float(curve.coverage[i])), plot.y(float(curve.risk[i]))) for i in chosen]


def _operating_point(plot: Plot, point: OperatingPoint) -> Markup:
    x, y = plot.x(point.coverage), plot.y(point.risk)
    words = f"now: {point.coverage:.0%} answered, {point.risk:.1%} errors"
    half = LETTER * len(words) / 2
    # Above the curve, except near the top of the chart, where there is no room.
    text_y = y - 8 if y - 8 > plot.top + 8 else y + 16
    return Markup("\n").join(
        [
            line(x, y, x, plot.bottom, "drop"),
            element("path", d=f"M{x:g},{y - 5.5:g} l5.5,5.5 l-5.5,5.5 l-5.5,-5.5 Z", class_="now", tip=words),
            label(min(max(x, half), WIDTH - half), text_y, words, "middle", "said"),
        ]
    )
