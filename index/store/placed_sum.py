"""A checksum that follows a change of a few bytes without reading the rest.

Each word of 64 bits is multiplied by an odd number that belongs to its place, and all are summed modulo 2^64.
What is added at the end adds its own sum, and what is overwritten with zeros takes its own sum away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MODULUS = 1 << 64
_WORD = 8
#: Words that are multiplied at once.
_TOGETHER = 1 << 17


def placed_sum(data: NDArray[np.uint8], at: int = 0) -> int:
    """The sum of bytes, shape `(n,)`, that stand at `at` and after it in a file."""
    before = at % _WORD
    padded = np.zeros(-(-(before + len(data)) // _WORD) * _WORD, np.uint8)
    padded[before : before + len(data)] = data
    words = padded.view("<u8")
    total = 0
    for first in range(0, len(words), _TOGETHER):
        part = words[first : first + _TOGETHER]
        total += int((part * _factors(at // _WORD + first, len(part))).sum())
    return total % MODULUS


def _factors(first: int, count: int) -> NDArray[np.uint64]:
    """The odd numbers of `count` places, well mixed (SplitMix64, Steele et al. 2014)."""
    mixed = np.arange(first, first + count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    return mixed | np.uint64(1)
