"""Measures a version in tokens: one pass of the tokeniser, then only arithmetic."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.ingest.passages import TokenCounter

SLICE = 100_000
# A stretch without any token start (a word of a million letters is one unknown token to many models) counts
# one token for so many characters, so that no passage grows without limit.
LONGEST_TOKEN = 64
JOINERS = "\u200d\ufe0f\ufe0e"
CLUSTER = 16


class Ruler:
    """Token starts of a text.

    Args:
        text: A version's text.
        counter: The tokeniser.  It is given slices of about 100,000 code points that end at white space.
    """

    def __init__(self, text: str, counter: TokenCounter) -> None:
        self.text = text
        self.starts = array("q")
        at = 0
        while at < len(text):
            end = _slice_end(text, at)
            for start in counter.token_starts(text[at:end]):
                self._add(at + start)
            at = end
        self._add(len(text))
        self.starts.pop()

    def _add(self, start: int) -> None:
        last = self.starts[-1] if self.starts else 0
        self.starts.extend(range(last + LONGEST_TOKEN, start, LONGEST_TOKEN))
        self.starts.append(start)

    def count(self, start: int, end: int) -> int:
        """The tokens that start in `[start, end)`."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def after(self, start: int, tokens: int) -> int:
        """The greatest offset for which `count(start, offset) <= tokens`."""
        at = bisect_left(self.starts, start) + tokens
        return self.starts[at] if at < len(self.starts) else len(self.text)

    def whole_characters(self, floor: int, at: int) -> int:
        """The nearest offset at or before `at`, above `floor`, that parts no character from its accents."""
        lowest = max(floor + 1, at - CLUSTER)
        cut = at
        while cut > lowest and _clings(self.text, cut):
            cut -= 1
        return cut if not _clings(self.text, cut) else at


def _slice_end(text: str, at: int) -> int:
    end = at + SLICE
    if end >= len(text):
        return len(text)
    for cut in range(end, end - 1000, -1):
        if text[cut - 1].isspace():
            return cut
    return end


def _clings(text: str, at: int) -> bool:
    if at >= len(text):
        return False
    return text[at] in JOINERS or text[at - 1] == "\u200d" or unicodedata.category(text[at])[0] == "M"
