"""Signatures: by which passages, and versions, are known as copies of each other.

Two texts are near-duplicates if the same words, in order, decide what they say (numbers, dates, names, codes,
negations) and most of their runs of three terms are the same.  The first is compared by a hash, the second
estimated from a sketch (MinHash, Broder 1997), of which the lowest byte of each hash is stored (b-bit minwise
hashing, Li and Koenig 2010).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.language.deciding_words import deciding_words
from index.store.stemming import TermAnalyzer
from index.store.term_ids import TermIds

#: Share of equal runs of terms from which texts are copies.
LEAST_LIKENESS = 0.7
#: Terms in a run; hashes in a sketch: the estimate's standard error is at most 1 / (2 sqrt(128)) = .044.
RUN_LENGTH, HASHES = 3, 128
SKETCH_BYTES = HASHES
#: How often the stored bytes of two different hashes are equal.
BY_CHANCE = 1 / 256
_ESSENCE_BYTES = 8
#: Pairs of sketches that are compared at once.
COMPARED_TOGETHER = 32_768
_RANDOM = np.random.default_rng(1997)
_FACTORS = _RANDOM.integers(1, 2**63, HASHES, dtype=np.uint64) | np.uint64(1)
_SUMMANDS = _RANDOM.integers(0, 2**63, HASHES, dtype=np.uint64)
_IN_RUN = _RANDOM.integers(1, 2**63, RUN_LENGTH, dtype=np.uint64) | np.uint64(1)
_HIGH = np.uint64(32)

Sketch = NDArray[np.uint32]


def essence(text: str, language: str, analyzer: TermAnalyzer) -> list[str]:
    """The words that must be the same in copies of `text`, and in the same order.

    Which words decide is known for English.  In other languages all but function words must be the same.
    """
    if language in ("", "en") and _is_mostly_ascii(text):
        return deciding_words(text)
    return analyzer.content_terms(text, language)


def sketch(terms: TermIds) -> Sketch:
    """The sketch of a text with these terms, in order, shape `(HASHES,)`."""
    runs = np.lib.stride_tricks.sliding_window_view(
        np.pad(terms.astype(np.uint64), (0, max(RUN_LENGTH - len(terms), 0))), RUN_LENGTH
    )
    mixed = (runs * _IN_RUN).sum(axis=1, dtype=np.uint64)
    mixed = np.unique(mixed ^ (mixed >> _HIGH))
    hashes: Sketch = ((mixed[:, None] * _FACTORS + _SUMMANDS) >> _HIGH).astype(np.uint32)
    return np.asarray(hashes.min(axis=0))


def joint_sketch(sketches: Sequence[Sketch]) -> Sketch:
    """The sketch of a text whose parts have these sketches."""
    return np.asarray(np.min(np.stack(sketches), axis=0))


def signature(words: Iterable[str], sketched: Sketch) -> bytes:
    """What is stored of a text with this essence and this sketch."""
    told = "\0".join(words).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=_ESSENCE_BYTES).digest() + sketched.astype(np.uint8).tobytes()


def essence_of(signed: bytes) -> bytes:
    """The part of a signature that is the same in all copies."""
    return signed[:_ESSENCE_BYTES]


def essence_number(signed: bytes) -> int:
    """The same as a number; 0 where there is no signature."""
    return int.from_bytes(essence_of(signed), "little")


def shortened(signed: bytes) -> bytes:
    """The signature as it is stored now, of one with whole hashes of four bytes."""
    whole = len(signed) == _ESSENCE_BYTES + 4 * HASHES
    return signed[:_ESSENCE_BYTES] + signed[_ESSENCE_BYTES::4] if whole else signed


def stored_sketch(signed: bytes) -> NDArray[np.uint8]:
    """The lowest byte of each hash of a sketch, shape `(SKETCH_BYTES,)`; zeros where there is none.

    At least as many of them are equal in two texts as of the hashes: what they say is no copy is none.
    """
    if not signed:
        return np.zeros(SKETCH_BYTES, np.uint8)
    return np.frombuffer(signed, np.uint8, HASHES, _ESSENCE_BYTES)


def has_alike(sketches: NDArray[np.uint8], least: float) -> NDArray[np.bool_]:
    """Which short sketches, `(n, SKETCH_BYTES)`, share at least `least` with another one; shape `(n,)`."""
    bytes_of = np.ascontiguousarray(sketches.T)  # (SKETCH_BYTES, n), so that counts add up side by side
    found = np.zeros(len(sketches), bool)
    rows = max(1, COMPARED_TOGETHER // max(len(sketches), 1))
    for first in range(0, len(sketches), rows):
        equal = bytes_of[:, first : first + rows, None] == bytes_of[:, None, :]
        shared = equal.view(np.uint8).sum(axis=0, dtype=np.uint8)
        own = np.arange(len(shared))
        shared[own, first + own] = 0
        found[first + own] = (shared >= least * SKETCH_BYTES).any(axis=1)
    return found


def near_duplicates(one: bytes, other: bytes) -> bool:
    """Whether the texts with these signatures are copies of each other; not where one has no signature."""
    if not one or not other or essence_of(one) != essence_of(other):
        return False
    return likeness(one, other) >= LEAST_LIKENESS


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of runs of terms that two texts have in common, of all that they have."""
    equal = float((stored_sketch(one) == stored_sketch(other)).mean())
    return max(0.0, (equal - BY_CHANCE) / (1 - BY_CHANCE))


def _is_mostly_ascii(text: str) -> bool:
    if text.isascii():
        return True
    letters = [one for one in text if one.isalpha()]
    return 2 * sum(map(str.isascii, letters)) >= len(letters)
