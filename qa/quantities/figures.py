"""Figures: numbers in digits, compared as they are written."""

from __future__ import annotations

import re

FIGURE = re.compile(r"\d[\d.,]*\d|\d")


def plain_figure(figure: str) -> str:
    """Without marks between thousands: 12,000 and 12000 are one figure, 1.5 and 15 are not."""
    return re.sub(r",(?=\d{3}(?!\d))", "", figure)
