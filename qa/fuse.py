"""Fusion: one order from several scores, standardised over the candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qa.evidence import Evidence
from qa.schemas import Mode


def fuse(candidates: Sequence[Evidence], mode: Mode = Mode.HYBRID) -> list[Evidence]:
    """Score and order candidates, best first; ties by document id and offset."""
    if not candidates:
        return []
    arms = {Mode.DENSE: ["dense"], Mode.BM25: ["bm25"], Mode.HYBRID: ["dense", "bm25", "nearest", "tokens", "cover"]}[mode]
    total = sum(standardised(np.array([getattr(c, arm) for c in candidates])) for arm in arms)
    scored = [replace(c, score=float(s)) for c, s in zip(candidates, np.asarray(total), strict=True)]
    return sorted(scored, key=lambda e: (-round(e.score, 5), e.passage.document_id, e.passage.span.start))


def standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zero mean and unit deviation; zeros where all are equal."""
    deviation = scores.std()
    return (scores - scores.mean()) / deviation if deviation > 1e-9 else np.zeros_like(scores)
