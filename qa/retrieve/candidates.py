"""Retrieve candidates: passages that the vectors or BM25 find, each with its exact score by both."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.search.snapshot import Filter, Snapshot
from index.store.catalog.passages import StoredPassage
from qa.understand.parsed_question import ParsedQuestion


class PassageErased(Exception):
    """A passage of this generation was erased while it was searched; a newer generation is there."""


class Candidate(NamedTuple):
    """A passage with its score by vectors and by BM25.

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
    question: ParsedQuestion,
    vectors: QuestionVectors,
    depth: int,
    only: Filter | None,
    *,
    whole: bool = True,
) -> list[Candidate]:
    """The `depth` best passages by vectors and by BM25, in order of id.

    Args:
        only: The filter; None lets every passage through.
        whole: Raise where a passage that was found is missing; False leaves it out.

    Raises:
        PassageErased: A passage that was found is no longer stored.
    """
    also = question.wordings
    lexical = dict(snapshot.bm25(question.text, depth, only, also))
    ids = sorted({hit.passage for hit in snapshot.dense(vectors.whole, depth, only)} | lexical.keys())
    lexical |= snapshot.bm25_scores(question.text, [id for id in ids if id not in lexical], also)
    stored = snapshot.fetch(ids)
    if whole and len(stored) < len(ids):
        raise PassageErased
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
