"""Decode scores over a passage's tokens into spans of its characters."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.documents import Span
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.reader.spans import Scores, best_spans


def reading(start: Scores, end: Scores, null: float, offsets: Sequence[Sequence[int]]) -> Reading:
    """The reading of a passage from its scores.

    Args:
        start, end: Of the passage's tokens, shape `(tokens,)`.
        null: Score of "this passage does not answer".
        offsets: First character and the one after the last, of each token.
    """
    decoded = best_spans(start, end)
    spans = tuple(
        ScoredSpan(Span(offsets[first][0], offsets[last][1]), score - null)
        for first, last, score in decoded.spans
    )
    return Reading(spans, decoded.total - null if spans else -math.inf)
