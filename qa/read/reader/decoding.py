"""Decode scores over a passage's tokens into spans of its characters."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from index.documents import Span
from qa.read.reader.protocol import Reading, ScoredSpan, Support
from qa.read.reader.spans import Scores, best_spans


def reading(
    start: Scores,
    end: Scores,
    null: float,
    offsets: Sequence[Sequence[int]],
    support: Scores | None = None,
) -> Reading:
    """The reading of a passage from its scores.

    Args:
        start, end: Of the passage's tokens, shape `(tokens,)`.
        null: Score of "this passage does not answer".
        offsets: First character and the one after the last, of each token.
        support: Log odds that a token belongs to a sentence that answers, where the reader says it.
    """
    decoded = best_spans(start, end)
    spans = tuple(
        ScoredSpan(Span(offsets[first][0], offsets[last][1]), score - null)
        for first, last, score in decoded.spans
    )
    said = None
    if support is not None:
        places = np.array(offsets, np.int64).reshape(-1, 2)
        said = Support(places[:, 0], places[:, 1], support)
    return Reading(spans, decoded.total - null if spans else -math.inf, said)
