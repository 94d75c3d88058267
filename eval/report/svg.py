"""SVG elements of charts: frame, scales, lines and labels.  Classes refer to the CSS of the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

#: Fits a phone without shrinking the letters.  Plots end at 332, so that their last label fits.
WIDTH = 354
#: Approximate width of a letter in a label.
LETTER = 5.8
HEIGHT = 250


class Plot(NamedTuple):
    """The area of a drawing in which data is drawn; y grows upwards in data, downwards in pixels.

    Args:
        x_high: The data value at the right edge; 0 is at the left.
        y_high: The data value at the top edge; 0 is at the bottom.
    """

    left: float
    top: float
    right: float
    bottom: float
    x_high: float = 1.0
    y_high: float = 1.0

    def x(self, value: float) -> float:
        """Pixels from the left."""
        return round(self.left + value / self.x_high * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return round(self.bottom - value / self.y_high * (self.bottom - self.top), 1)


def drawing(id: str, title: str, description: str, parts: Iterable[Markup], height: float = HEIGHT) -> Markup:
    """An SVG image with a title and a description for screen readers."""
    return Markup(
        '<svg viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-title {id}-desc">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>{body}</svg>'
    ).format(w=WIDTH, h=number(height), id=id, title=title, desc=description, body=Markup("\n").join(parts))


def element(name: str, text: str | None = None, tip: str = "", **attributes: object) -> Markup:
    """An SVG element; `class_` sets the class, and underscores in names become hyphens.

    Args:
        tip: Shown when the pointer rests on the element.
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), number(value))
        for key, value in attributes.items()
    )
    inside = (Markup("<title>{}</title>").format(tip) if tip else Markup("")) + escape(text or "")
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inside)


def label(x: float, y: float, text: str, anchor: str = "middle", class_: str = "label") -> Markup:
    """A line of text."""
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def frame(plot: Plot, x_ticks: Iterable[float], y_ticks: Iterable[float], x_name: str, y_name: str) -> Markup:
    """Grid, ticks and the names of the axes; the name of the y axis is above it, to be read horizontally."""
    parts = [label(0, plot.top - 10, y_name, "start", "axis")]
    for value in y_ticks:
        parts.append(line(plot.left, plot.y(value), plot.right, plot.y(value), "grid"))
        parts.append(label(plot.left - 6, plot.y(value) + 3.5, short(value), "end"))
    parts += [label(plot.x(value), plot.bottom + 14, short(value)) for value in x_ticks]
    parts.append(line(plot.left, plot.bottom, plot.right, plot.bottom, "base"))
    parts.append(label(plot.right, plot.bottom + 29, x_name, "end", "axis"))
    return Markup("\n").join(parts)


def ticks(high: float, most: int = 5) -> list[float]:
    """Round values from 0 to the first that is at least `high`, in at most `most` steps."""
    if high <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(high / most))
    step = next(size * power for size in (1, 2, 2.5, 5, 10, 20) if size * power * most >= high * (1 - 1e-9))
    count = math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(count + 1)]


def short(value: float) -> str:
    """A number as text for an axis."""
    if abs(value) >= 10_000:
        return f"{value / 1000:.0f}k"
    return f"{value:.4g}"


def number(value: object) -> object:
    """Floats as short text; other values unchanged."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value


def count_text(n: int) -> str:
    """A count as text of at most four characters."""
    if n < 1000:
        return str(n)
    return f"{n / 1000:.1f}k" if n < 9950 else f"{n / 1000:.0f}k"
