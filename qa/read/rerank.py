"""Rerank the passages that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.read.read_evidence import ReadEvidence
from qa.read.weights import ReadingWeights

#: Log odds are cut to this size: beyond it they say no more about a passage's place.
SATURATED = 12.0
#: Added to the score of a passage that is of the time asked for: what it says counts, unless it is no answer.
TIMELY = 60.0


def rerank(
    passages: Sequence[ReadEvidence], weights: ReadingWeights, least: float | None = None
) -> list[ReadEvidence]:
    """Order passages by their fused score and the reader's log odds, best first.

    Args:
        least: The best score among passages that were not read.  All scores are raised as far as is needed to
            stay above it, since scores fall along the list of results.
    """
    scored = [
        replace(one, score=one.score + weights.odds * _bounded(one.reading.odds) + TIMELY * one.timely)
        for one in passages
    ]
    scored.sort(key=lambda e: (-round(e.score, 4), e.passage.document_id, e.passage.span.start))
    if not scored or least is None:
        return scored
    raised = max(least - scored[-1].score, 0.0)
    return [replace(one, score=one.score + raised) for one in scored]


def _bounded(odds: float) -> float:
    return max(-SATURATED, min(SATURATED, odds))
