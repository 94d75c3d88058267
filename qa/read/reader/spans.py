"""The best spans of scores over tokens."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
#: The most tokens of an answer.
LONGEST_SPAN = 30
#: How many spans of a passage are kept, and how far their scores may be below the best one's.
KEPT, WITHIN = 6, 8.0
#: Stands for a token that is in a span.
_TAKEN = b"\1"


class TokenSpan(NamedTuple):
    """First and last token, and the sum of their scores."""

    first: int
    last: int
    score: float


class Decoded(NamedTuple):
    """The best spans, none overlapping another, and the log of the sum of all spans' exponentials."""

    spans: list[TokenSpan]
    total: float


def best_spans(start: Scores, end: Scores) -> Decoded:
    """Decode one passage.

    Args:
        start, end: Scores of the passage's tokens, shape `(tokens,)`.
    """
    tokens = len(start)
    if not tokens:
        return Decoded([], -math.inf)
    most = min(LONGEST_SPAN, tokens)
    padded = np.concatenate([end, np.full(most - 1, -np.inf, np.float32)])
    # A row for each token: the scores of it and of the next ones as ends.
    ends = np.ndarray((tokens, most), padded.dtype, padded, strides=padded.strides * 2)
    scores = start[:, None] + ends
    highest = float(scores.max())
    total = highest + math.log(float(np.exp(scores - highest).sum()))
    first, more = np.nonzero(scores >= highest - WITHIN)
    values = scores[first, more]
    order = np.argsort(-values, kind="stable")
    taken = bytearray(tokens)
    spans: list[TokenSpan] = []
    for n in order.tolist():
        a, b = int(first[n]), int(first[n] + more[n])
        if taken.find(_TAKEN, a, b + 1) < 0:
            taken[a : b + 1] = _TAKEN * (b + 1 - a)
            spans.append(TokenSpan(a, b, float(values[n])))
            if len(spans) == KEPT:
                break
    return Decoded(spans, total)
