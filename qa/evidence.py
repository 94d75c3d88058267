"""Sentence evidence: which sentence of a passage supports an answer, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.catalog.passages import StoredPassage
from index.documents import Span
from index.snapshot import Snapshot
from qa.retrieve import Candidate


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate with its best sentence."""

    passage: StoredPassage
    dense: float
    bm25: float
    support: float
    sentence: Span
    score: float = 0.0


def weigh(snapshot: Snapshot, question: str, candidates: Sequence[Candidate]) -> list[Evidence]:
    """Find each candidate's best sentence."""
    weighed = []
    for candidate in candidates:
        best = int(np.argmax(candidate.sentences))
        weighed.append(
            Evidence(
                candidate.passage,
                candidate.dense,
                candidate.bm25,
                float(candidate.sentences[best]),
                candidate.passage.sentences[best],
            )
        )
    return weighed
