"""Retrieval: the union of what the dense and the lexical arm find, every score exact for all of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.search.snapshot import Filter, Snapshot
from index.store.catalog.passages import StoredPassage


class Candidate(NamedTuple):
    """A passage with its score in each arm.

    Args:
        dense: Cosine of passage and question.
        bm25: BM25 score; 0 where no word is shared.
        sentences: Cosine of each sentence and the question, shape `(len(passage.sentences),)`.
    """

    passage: StoredPassage
    dense: float
    bm25: float
    sentences: NDArray[np.float32]


def retrieve(
    snapshot: Snapshot,
    question: str,
    vectors: QuestionVectors,
    depth: int,
    only: Filter | None,
    *,
    whole: bool = True,
) -> list[Candidate]:
    """The `depth` best passages of each arm, in order of id.

    Args:
        only: What the filter lets through.
        whole: Insist on every passage found.

    Raises:
        LookupError: A passage found was erased meanwhile; a newer generation is there.
    """
    lexical = dict(snapshot.bm25(question, depth, only))
    ids = sorted({hit.passage for hit in snapshot.dense(vectors.whole, depth, only)} | lexical.keys())
    lexical |= snapshot.bm25_scores(question, [id for id in ids if id not in lexical])
    stored = snapshot.fetch(ids)
    if whole and len(stored) < len(ids):
        raise LookupError("a passage was erased")
    return [
        Candidate(
            stored[id],
            float(stored[id].vector.astype(np.float32) @ vectors.whole),
            lexical.get(id, 0.0),
            stored[id].sentence_vectors.astype(np.float32) @ vectors.whole,
        )
        for id in ids
        if id in stored
    ]
