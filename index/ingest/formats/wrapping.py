"""Tell a line break that ends a paragraph from one that only wraps it.

Editors wrap greedily: they break a line when the next word does not fit.  So a text is hard-wrapped if its
lines share a width, break inside sentences, and the next word hardly ever would have fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

MIN_WIDTH, MAX_WIDTH = 40, 120
# Text in proportional fonts and reflowed quotes wraps a little early: a line this full counts as full.
FULL = 0.85
HALF = 0.5
LONGER = 1.3
ENDS = frozenset(".!?:;…\"')]}”’»|。！？")


class Line(NamedTuple):
    """A line that is not blank: code-point offsets without surrounding white space, and its indentation."""

    start: int
    end: int
    indent: int

    @property
    def width(self) -> int:
        """Columns from the margin to the last character."""
        return self.indent + self.end - self.start


def wrap_width(text: str, groups: Sequence[Sequence[Line]]) -> int:
    """The column at which the lines of `groups` were wrapped; 0 for a text that is not hard-wrapped."""
    pairs = [pair for group in groups for pair in pairwise(group)]
    # Short lines are tables, verse or ends of paragraphs.  They are no evidence of wrapping.
    pairs = [(a, b) for a, b in pairs if b.indent <= a.indent and a.width >= MIN_WIDTH]
    if not pairs:
        return 0
    widths = sorted(line.width for line, _ in pairs)
    width = widths[int(0.95 * (len(widths) - 1))]
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return 0
    full = sum(not _would_fit(text, line, after, FULL * width) for line, after in pairs)
    inside_sentences = sum(text[line.end - 1] not in ENDS for line, _ in pairs)
    fresh = sum(text[after.start].isupper() or text[after.start].isdigit() for _, after in pairs)
    share = len(pairs)
    wrapped = full >= 0.6 * share and inside_sentences >= 0.5 * share and fresh <= 0.7 * share
    return width if wrapped else 0


def continues(text: str, line: Line, after: Line, width: int) -> bool:
    """Whether `after` continues the paragraph of `line`, in a text wrapped at `width` (0: not wrapped)."""
    if breaks_sentence(text, line, after):
        return True
    if not width or max(line.width, after.width) > LONGER * width:
        return False
    complete = text[line.end - 1] in ENDS
    return not _would_fit(text, line, after, (FULL if complete else HALF) * width)


def breaks_sentence(text: str, line: Line, after: Line) -> bool:
    """Whether the line break is inside a sentence, whatever the width."""
    long_enough = 0.75 * MIN_WIDTH <= line.width <= LONGER * MAX_WIDTH
    return long_enough and text[line.end - 1] not in ENDS and text[after.start].islower()


def _would_fit(text: str, line: Line, after: Line, width: float) -> bool:
    space = text.find(" ", after.start, after.end)
    word = (space if space >= 0 else after.end) - after.start
    return line.width + 1 + word <= width
