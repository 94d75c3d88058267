"""The cells of a row on a PDF page, and the columns that rows below each other make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.ingest.formats.pdf_lines import Line

#: In heights of a line: the gap between two cells, between two figures, and before a currency sign.
GAP, FIGURE_GAP, SIGN_GAP = 1.0, 0.5, 0.2
#: In widths of all columns: how far from their middle a name of all of them stands.
CENTRED = 0.05
_CURRENCY = re.compile(r"\(?(?:[A-Z]{0,3}[$€£¥]|CHF|EUR|USD|GBP)$")
_TAIL = re.compile(r"[)%]+$")
_FIGURE = re.compile(
    r"\(?(?:[A-Z]{0,3}[$€£¥]|CHF|EUR|USD|GBP)?\s*[(+−–—-]?\s*(?:[$€£¥]\s*)?\d[\d.,' ]*\s*\)?\s*[%x]?\)?"
    r"(?:\s*(?:[$€£¥]|CHF|EUR|USD|GBP))?$|[–—−-]+\s*%?$|(?:n/?[am]|n\.?m\.?)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
HAS_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Cell(NamedTuple):
    """The text of a cell and its place from left to right."""

    text: str
    left: float
    right: float

    @property
    def is_figure(self) -> bool:
        """Whether it is a number that is counted or measured, a dash in place of one, or the sign of one."""
        return bool(_FIGURE.match(self.text) or _TAIL.match(self.text)) and not _YEAR.match(self.text)


def cells(line: Line) -> list[Cell]:
    """The cells of a line; a currency sign belongs to the figure behind it, a percent sign to that before."""
    parts: list[list[int]] = [[0]]
    for at, (before, word) in enumerate(pairwise(line.words), 1):
        gap = (word.left - before.right) / line.height
        figure = _FIGURE.match(before.text) or _TAIL.match(before.text)
        least = GAP
        if figure and (_FIGURE.match(word.text) or _CURRENCY.match(word.text)):
            least = FIGURE_GAP if _FIGURE.match(word.text) else SIGN_GAP
        joins = _CURRENCY.match(before.text) or (_TAIL.match(word.text) and gap < 2 * GAP)
        if not joins and gap > least:
            parts.append([])
        parts[-1].append(at)
    return [
        Cell(
            " ".join(line.words[at].text for at in part),
            line.words[part[0]].left,
            max(line.words[at].right for at in part),
        )
        for part in parts
    ]


class Grid:
    """The columns of rows: one of labels, where there are any, and those of values.

    Args:
        rows: The cells of the rows that tell the columns; one at least has two.
        height: Of a line.
    """

    def __init__(self, rows: Sequence[Sequence[Cell]], height: float) -> None:
        several = [row for row in rows if len(row) > 1]
        second = min(row[1].left for row in several) - 0.2 * height
        labels = [row[0].right for row in several if row[0].left < second and not row[0].is_figure]
        self.labels = bool(labels)
        #: Where the longest label ends.
        self.label_end = min(max(labels, default=0.0), second)
        #: Left and right ends of the columns of values.
        self.columns: list[tuple[float, float]] = []
        for left, right in sorted((cell.left, cell.right) for row in several for cell in self.values(row)):
            if self.columns and left < self.columns[-1][1]:
                self.columns[-1] = (self.columns[-1][0], max(right, self.columns[-1][1]))
            else:
                self.columns.append((left, right))

    def label(self, row: Sequence[Cell]) -> str:
        """The text of the label column; empty where a row has none."""
        return row[0].text if self.labels and row[0].left < self.label_end else ""

    def values(self, row: Sequence[Cell]) -> Sequence[Cell]:
        """The cells beside the label."""
        return row[1:] if self.labels and row[0].left < self.label_end else row

    def placed(self, row: Sequence[Cell]) -> list[str]:
        """The cells of a row in their columns, the label first."""
        placed = [""] * len(self.columns)
        for cell in self.values(row):
            at = self._under(cell)
            placed[at] = f"{placed[at]} {cell.text}".strip()
        return [self.label(row), *placed] if self.labels else placed

    def placed_over(self, row: Sequence[Cell]) -> list[str]:
        """The cells of a line of the header; one that stands over several columns is in each of them."""
        values = self.values(row)
        spans = [cell for cell in values if len(self._overlaps(cell)) > 1]
        dates = len(values) < len(self.columns) and all(HAS_YEAR.search(cell.text) for cell in values)
        if not values or not (spans or dates or self._is_over_all(values)):
            return self.placed(row)
        nearest = [
            min(values, key=lambda cell: abs(cell.left + cell.right - sum(column))).text
            for column in self.columns
        ]
        return [self.label(row), *nearest] if self.labels else nearest

    def _is_over_all(self, values: Sequence[Cell]) -> bool:
        """Whether one cell stands in the middle above all columns."""
        width = self.columns[-1][1] - self.columns[0][0]
        centre = (self.columns[0][0] + self.columns[-1][1]) / 2
        return len(values) == 1 and abs((values[0].left + values[0].right) / 2 - centre) < CENTRED * width

    def _overlaps(self, cell: Cell) -> list[int]:
        return [
            at for at, (left, right) in enumerate(self.columns) if cell.left < right and left < cell.right
        ]

    def _under(self, cell: Cell) -> int:
        """The column that a cell has most in common with."""
        return max(
            range(len(self.columns)),
            key=lambda at: min(cell.right, self.columns[at][1]) - max(cell.left, self.columns[at][0]),
        )
