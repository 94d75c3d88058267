"""Token offsets of a version's text: one pass of the tokenizer, then every count is arithmetic."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from operator import sub
from typing import Protocol

from index.language.scripts import Script, script_of

#: The tokenizer is given slices of about this many code points.
SLICE_LENGTH = 100_000
#: Code points per token in a stretch without token starts.  To many models a word of a million letters is one
#: unknown token; without this limit its passage would have no limit either.
MAX_TOKEN_LENGTH = 64
#: The same in Thai, Lao, Burmese and Khmer, where sentences have no spaces: about a word.
MAX_UNSPACED_LENGTH = 4
#: Zero-width joiner and variation selectors: they belong to the character before them.
JOINERS = "\u200d\ufe0f\ufe0e"
#: How far back `character_boundary` looks.
MAX_CHARACTER_LENGTH = 16


class TokenCounter(Protocol):
    """Counts in the embedding model's own tokens."""

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets in `text` at which the model's tokens start (no special tokens)."""
        ...


class TokenOffsets:
    """The offsets at which the tokens of a text start.

    Args:
        text: A version's text.
        counter: The tokenizer.  It is given slices of about 100,000 code points that end at white space.
    """

    def __init__(self, text: str, counter: TokenCounter) -> None:
        self.text = text
        starts: list[int] = []
        at = 0
        while at < len(text):
            end = _slice_end(text, at)
            starts.extend(at + start for start in counter.token_starts(text[at:end]))
            at = end
        most = MAX_UNSPACED_LENGTH if any(map(_is_unspaced, set(text))) else MAX_TOKEN_LENGTH
        if max(map(sub, [*starts, len(text)], [0, *starts])) <= most:
            self.starts = array("q", starts)
            return
        self.starts = array("q")
        for start in [*starts, len(text)]:
            self._add(start)
        self.starts.pop()

    def _add(self, start: int) -> None:
        last = self.starts[-1] if self.starts else 0
        if start - last > MAX_UNSPACED_LENGTH:
            longest = MAX_UNSPACED_LENGTH if _is_unspaced(self.text[last]) else MAX_TOKEN_LENGTH
            self.starts.extend(range(last + longest, start, longest))
        self.starts.append(start)

    def count(self, start: int, end: int) -> int:
        """The number of tokens that start in `[start, end)`."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def end_of(self, start: int, tokens: int) -> int:
        """The greatest offset for which `count(start, offset) <= tokens`."""
        at = bisect_left(self.starts, start) + tokens
        return self.starts[at] if at < len(self.starts) else len(self.text)

    def character_boundary(self, floor: int, at: int) -> int:
        """The nearest offset at or before `at`, above `floor`, that does not split a letter from its accents.

        `at` itself where there is none among the `MAX_CHARACTER_LENGTH` code points before it.
        """
        lowest = max(floor + 1, at - MAX_CHARACTER_LENGTH)
        boundary = at
        while boundary > lowest and _inside_character(self.text, boundary):
            boundary -= 1
        return boundary if not _inside_character(self.text, boundary) else at


def _is_unspaced(character: str) -> bool:
    return not character.isascii() and script_of(character) is Script.SOUTHEAST_ASIAN


def _slice_end(text: str, at: int) -> int:
    end = at + SLICE_LENGTH
    if end >= len(text):
        return len(text)
    for space in range(end, end - 1000, -1):
        if text[space - 1].isspace():
            return space
    return end


def _inside_character(text: str, at: int) -> bool:
    """Whether the code point at `at` belongs to the character before it."""
    if at >= len(text):
        return False
    return text[at] in JOINERS or text[at - 1] == "\u200d" or unicodedata.category(text[at])[0] == "M"
