"""The stemmed words of a passage as numbers: a question's are found in many passages at once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.documents import Span

Numbers = NDArray[np.uint32]


class PassageTerms(NamedTuple):
    """The terms of a passage.

    Args:
        context: Those of its title and headings, shape `(c,)`.
        text: Its own, in order, shape `(w,)`.
        counts: How many of its own, in order, each sentence has, shape `(sentences,)`.
    """

    context: Numbers
    text: Numbers
    counts: NDArray[np.int32]


def number_of(term: str) -> int:
    """The number that stands for `term`: its CRC-32."""
    return zlib.crc32(term.encode("utf-8"))


def numbers_of(terms: Sequence[str]) -> Numbers:
    """The numbers that stand for `terms`."""
    return np.fromiter((number_of(term) for term in terms), np.uint32, len(terms))


def passage_terms(
    analyze: Callable[[str], list[str]], context: str, text: str, sentences: Sequence[Span]
) -> PassageTerms:
    """Number the terms of a passage.

    Args:
        analyze: The lexical index's own analysis.
        sentences: Spans in `text`.
    """
    by_sentence = [analyze(span.of(text)) for span in sentences]
    counts = np.array([len(terms) for terms in by_sentence], np.int32)
    return PassageTerms(
        numbers_of(analyze(context)), numbers_of([t for terms in by_sentence for t in terms]), counts
    )
