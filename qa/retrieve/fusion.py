"""Fusion: one score of all the evidence for a passage, then feedback from the best passages to the rest.

The score is a weighted sum on fixed scales, not of ranks nor of scores standardised for each question.  So it
means the same in a collection of three passages and in one of a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa.retrieve.evidence import Evidence
from qa.retrieve.weights import FusionWeights
from qa.schemas import Mode

#: Feedback (Rocchio 1971): passages near the mean of the first ones rise.  The mean is weighted by a softmax
#: of their scores at this temperature.  The first passage stays first.
FEEDBACK_PASSAGES = 5
FEEDBACK_TEMPERATURE = 4.0
FEEDBACK_WEIGHT = 10.0
#: Of a script that the embedding model has not learnt, vectors count this much.
UNREAD = 0.25


def fuse(
    candidates: Sequence[Evidence], mode: Mode, weights: FusionWeights, *, is_read: bool = True
) -> list[Evidence]:
    """Score and order candidates, best first; ties by document id and offset.

    Args:
        is_read: Whether the embedding model has learnt the question's script.  If not, words lead.
    """
    if mode is Mode.DENSE:
        return _ordered(candidates, [c.dense for c in candidates])
    if mode is Mode.BM25:
        return _ordered(candidates, [c.bm25 for c in candidates])
    if not is_read:
        weights = weights.with_vectors_times(UNREAD)
        return _ordered(candidates, [weighted_sum(c, weights) for c in candidates])
    ranked = _ordered(candidates, [weighted_sum(c, weights) for c in candidates])
    return _with_feedback(ranked) if len(ranked) > FEEDBACK_PASSAGES else ranked


def weighted_sum(evidence: Evidence, weights: FusionWeights) -> float:
    """The fused score before feedback."""
    return float(sum(weight * getattr(evidence, name) for name, weight in weights))


def _with_feedback(ranked: list[Evidence]) -> list[Evidence]:
    """Reorder all but the first by their nearness to the first few."""
    vectors = np.stack([evidence.passage.vector for evidence in ranked]).astype(np.float32)
    scores = np.array([evidence.score for evidence in ranked])
    shares = np.exp((scores[:FEEDBACK_PASSAGES] - scores[0]) / FEEDBACK_TEMPERATURE)
    centre = (shares / shares.sum()).astype(np.float32) @ vectors[:FEEDBACK_PASSAGES]
    moved = scores + FEEDBACK_WEIGHT * (vectors @ (centre / np.linalg.norm(centre)))
    moved[0] = moved.max()
    rest = _ordered(ranked[1:], moved[1:].tolist())
    return [replace(ranked[0], score=float(moved[0])), *rest]


def _ordered(evidence: Sequence[Evidence], scores: Sequence[float]) -> list[Evidence]:
    """Best first; scores that differ by less than the arithmetic's noise are ties."""
    scored = [replace(e, score=score) for e, score in zip(evidence, scores, strict=True)]
    return sorted(scored, key=lambda e: (-round(e.score, 4), e.passage.document_id, e.passage.span.start))
