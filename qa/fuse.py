"""Fusion: one score from all the evidence, and feedback from the best passages to the rest.

The score is a weighted sum on fixed scales, not of ranks or of scores standardised for each question: so it
means the same in a collection of three passages and of a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa.evidence import Evidence
from qa.schemas import Mode
from qa.weights import Fusion, load_weights

#: Feedback (Rocchio 1971): the first passages, weighed by their scores at this temperature, pull up what is
#: near them.  The first itself stays first.
FEEDBACK_PASSAGES = 5
FEEDBACK_TEMPERATURE = 4.0
FEEDBACK_WEIGHT = 8.0


def fuse(candidates: Sequence[Evidence], mode: Mode = Mode.HYBRID) -> list[Evidence]:
    """Score and order candidates, best first; ties by document id and offset."""
    if mode is Mode.DENSE:
        return _ordered([replace(c, score=c.dense) for c in candidates])
    if mode is Mode.BM25:
        return _ordered([replace(c, score=c.bm25) for c in candidates])
    weights = load_weights().fusion
    ranked = _ordered([replace(c, score=weighted_sum(c, weights)) for c in candidates])
    return _with_feedback(ranked) if len(ranked) > FEEDBACK_PASSAGES else ranked


def weighted_sum(evidence: Evidence, weights: Fusion) -> float:
    """The fused score before feedback."""
    return float(sum(weight * getattr(evidence, name) for name, weight in weights))


def _with_feedback(ranked: list[Evidence]) -> list[Evidence]:
    """Reorder all but the first by their nearness to the first few."""
    vectors = np.stack([evidence.passage.vector for evidence in ranked]).astype(np.float32)
    scores = np.array([evidence.score for evidence in ranked[:FEEDBACK_PASSAGES]])
    shares = np.exp((scores - scores[0]) / FEEDBACK_TEMPERATURE)
    centre = (shares / shares.sum()).astype(np.float32) @ vectors[:FEEDBACK_PASSAGES]
    near = vectors @ (centre / np.linalg.norm(centre))
    moved = [
        replace(evidence, score=evidence.score + FEEDBACK_WEIGHT * float(gain))
        for evidence, gain in zip(ranked, near, strict=True)
    ]
    first, rest = moved[0], _ordered(moved[1:])
    return [replace(first, score=max(first.score, rest[0].score)), *rest]


def _ordered(evidence: list[Evidence]) -> list[Evidence]:
    """Best first; scores that differ by less than the arithmetic's noise are ties."""
    return sorted(evidence, key=lambda e: (-round(e.score, 4), e.passage.document_id, e.passage.span.start))
