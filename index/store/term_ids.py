"""Terms as numbers, so that a question is compared with many passages in one array operation."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.documents import Span

TermIds = NDArray[np.uint32]
#: Terms whose ids are remembered.
MOST_REMEMBERED = 100_000


class PassageTerms(NamedTuple):
    """The term ids of a passage.

    Args:
        context: Of its title and headings, shape `(c,)`.
        text: Of its text, in order, shape `(w,)`.
        counts: The number of terms of each sentence, in order, shape `(sentences,)`.
    """

    context: TermIds
    text: TermIds
    counts: NDArray[np.int32]


def term_id(term: str) -> int:
    """The id of `term`: its CRC-32."""
    return zlib.crc32(term.encode("utf-8"))


class _Remembered(dict[str, int]):
    """Term ids: few terms make most of every text."""

    def __missing__(self, term: str) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        return self.setdefault(term, term_id(term))


_remembered = _Remembered()


def term_ids(terms: Sequence[str]) -> TermIds:
    """The ids of `terms`, shape `(len(terms),)`."""
    return np.fromiter(map(_remembered.__getitem__, terms), np.uint32, len(terms))


def passage_terms(
    analyze: Callable[[str], list[str]], context: str, text: str, sentences: Sequence[Span]
) -> PassageTerms:
    """The term ids of a passage.

    Args:
        analyze: The analysis that the lexical index uses.
        sentences: Spans in `text`.
    """
    by_sentence = [analyze(span.of(text)) for span in sentences]
    counts = np.array([len(terms) for terms in by_sentence], np.int32)
    return PassageTerms(
        term_ids(analyze(context)), term_ids([t for terms in by_sentence for t in terms]), counts
    )
