"""The lines of a PDF page and their places: points from the bottom left corner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

#: The share of a page's height, at its top and at its bottom, where furniture stands.
EDGE = 0.1
#: A gap between words that makes columns, in heights of a line.
COLUMN_GAP = 1.5
#: The mark of an item of a list.
ITEM = re.compile(r"(?:[•●▪■◦○·‣⁃∙–*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])$")


class Word(NamedTuple):
    """A word and its place, in points."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


class Line:
    """The words of a line, in order, on a page of a height in points.

    Args:
        words: At least one.
        page_height: In points.
        bold: Whether all of its letters are bold.
    """

    def __init__(self, words: Sequence[Word], page_height: float, bold: bool = False) -> None:
        self.words = words
        self.page_height = page_height
        self.bold = bold
        self.left = words[0].left
        self.right = max(word.right for word in words)
        self.bottom = median(word.bottom for word in words)
        #: Of most of its letters: symbols of another font may be larger.
        self.height = max(median(word.top - word.bottom for word in words for _ in word.text), 0.1)

    @cached_property
    def text(self) -> str:
        """The words with single spaces; PDFium's mark of a dividing hyphen stays."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def is_row(self) -> bool:
        """Whether gaps divide the line into columns, as in a table."""
        # The mark of an item stands apart from its words.
        words = self.words[1:] if ITEM.match(self.words[0].text) else self.words
        gaps = [(b.left - a.right) / self.height for a, b in pairwise(words)]
        if max(gaps, default=0) <= COLUMN_GAP:
            return False
        # In a justified line of a narrow column all gaps are wide.
        justified = len(gaps) >= 3 and max(gaps) <= min(2 * COLUMN_GAP, 2 * median(gaps))
        return not justified or 2 * sum(map(str.isalpha, self.text)) < len(self.text)

    @property
    def at_edge(self) -> bool:
        """Whether the line is where page headers and page footers are."""
        return not EDGE * self.page_height < self.bottom < (1 - EDGE) * self.page_height
