"""Find the words of a large vocabulary within a few edits of a word, in about a millisecond.

A word within d edits differs by at most 2 d in the set of its letters, and by d in length: two array
operations leave few words to be compared.  Only this module imports rapidfuzz.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

#: Letters are counted in so many classes.
_CLASSES = 32


class NearestWords:
    """A vocabulary to be searched.  Safe to search from many threads.

    Args:
        words: Distinct and case-folded, none of them empty.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._words = np.array(words, object)  # thousands of a list would be taken one by one
        self._lengths = np.fromiter(map(len, words), np.int16, len(words))
        self._letters = _letters_of_each(words, self._lengths)

    def within(self, word: str, edits: int) -> list[int]:
        """The numbers of the words at most so many edits away, in order.

        An edit adds, drops or replaces a letter, or swaps two that stand together.
        """
        differing = np.bitwise_count(self._letters ^ np.uint32(_letters(word)))
        alike = np.flatnonzero(
            (differing <= 2 * edits) & (np.abs(self._lengths - np.int16(len(word))) <= edits)
        )
        if not len(alike):
            return []
        distances = process.cdist(
            [word], self._words[alike], scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8, workers=1
        )
        found: list[int] = alike[distances[0] <= edits].tolist()
        return found


def _letters(word: str) -> int:
    """The set of a word's letters, as bits."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % _CLASSES
    return found


def _letters_of_each(words: Sequence[str], lengths: NDArray[np.int16]) -> NDArray[np.uint32]:
    """What `_letters` says of each of many words, shape `(len(words),)`."""
    if not words:
        return np.empty(0, np.uint32)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    bits = np.left_shift(np.uint32(1), codes % np.uint32(_CLASSES))
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    return np.bitwise_or.reduceat(bits, starts)
