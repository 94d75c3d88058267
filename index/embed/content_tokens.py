"""Which tokens of a passage are kept: those of words that say something.

Function words and punctuation are nearly half of a text's tokens.  A question's count nothing in late
interaction, so a passage's are hardly ever the most similar ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.documents import Span
from index.language.function_words import FUNCTION_WORDS
from index.language.words import word_pattern

_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)


def content_tokens(
    text: str, starts: NDArray[np.integer], sentences: Sequence[Span]
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Which tokens are kept, shape `(t,)`, and how many of each sentence; of a sentence without any, all.

    Args:
        starts: Where each token starts in `text`, ascending; none is before it.
        sentences: Spans in `text`.
    """
    says = np.zeros(len(text) + 1, bool)
    for word in word_pattern().finditer(text):
        if word.group().casefold() not in _FUNCTION_WORDS:
            says[word.start() : word.end()] = True
    kept = says[np.minimum(starts, len(text))]
    counts = np.zeros(len(sentences), np.int32)
    owned = np.zeros(len(starts), bool)
    for n, (first, last) in enumerate(sentences):
        own = slice(*np.searchsorted(starts, (first, last)))
        if not kept[own].any():
            kept[own] = True
        counts[n] = kept[own].sum()
        owned[own] = True
    return kept & owned, counts
