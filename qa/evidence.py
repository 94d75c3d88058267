"""Sentence evidence: which sentence of a passage supports an answer, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.catalog.passages import StoredPassage
from index.documents import Span
from index.embed import QuestionVectors
from index.snapshot import Snapshot
from qa.late_interaction import maxsim, token_weights
from qa.retrieve import Candidate


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate with all its scores and its best sentence.

    Args:
        dense: Cosine of passage and question.
        bm25: BM25 score.
        nearest: Cosine of the nearest sentence.
        tokens: MaxSim of the passage.
        sentence: The best sentence, by cosine and MaxSim together.
        support: The best sentence's own score.
        score: The fused score; what ranks.
    """

    passage: StoredPassage
    dense: float
    bm25: float
    nearest: float
    tokens: float
    sentence: Span
    support: float
    score: float = 0.0


def weigh(
    snapshot: Snapshot, question: str, vectors: QuestionVectors, candidates: Sequence[Candidate]
) -> list[Evidence]:
    """Find each candidate's best sentence and its evidence."""
    weights = token_weights(snapshot, question, vectors.starts)
    weighed = []
    for candidate, met in zip(candidates, maxsim(vectors, weights, [c.passage for c in candidates]), strict=True):
        support = candidate.sentences + met[:-1]
        best = int(np.argmax(support))
        weighed.append(
            Evidence(
                passage=candidate.passage,
                dense=candidate.dense,
                bm25=candidate.bm25,
                nearest=float(candidate.sentences.max()),
                tokens=float(met[-1]),
                sentence=candidate.passage.sentences[best],
                support=float(support[best]),
            )
        )
    return weighed
