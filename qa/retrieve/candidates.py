"""Retrieve candidates: passages that the vectors or BM25 find, each with its exact score by both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.store.columns.passage_columns import PassageColumns
from index.store.protocol import StoreFilter, StoreGeneration
from qa.retrieve.depth import Depth, promising
from qa.understand.parsed_question import ParsedQuestion

Floats = NDArray[np.float32]


class PassageErased(Exception):
    """A passage of this generation was erased while it was searched; a newer generation is there."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages, n with s sentences in all, with their scores by vectors and by BM25.

    Args:
        passages: In order of their ids.
        found: How many the arms found, of which these are the most promising.
        dense: Cosine of passage and question, shape `(n,)`.
        bm25: BM25 score, `(n,)`; 0 where no word is shared.
        sentences: Cosine of each sentence and the question, `(s,)`.
    """

    passages: PassageColumns
    dense: Floats
    bm25: Floats
    sentences: Floats
    found: int

    def __len__(self) -> int:
        return len(self.passages.ids)

    def take(self, rows: NDArray[np.int64]) -> Candidates:
        """Those in these rows, which ascend."""
        if len(rows) == len(self):
            return self
        owners = np.repeat(np.arange(len(self)), self.passages.sentence_counts)
        return Candidates(
            self.passages.take(rows),
            self.dense[rows],
            self.bm25[rows],
            self.sentences[np.isin(owners, rows)],
            self.found,
        )


def retrieve(
    snapshot: StoreGeneration,
    question: ParsedQuestion,
    vectors: QuestionVectors,
    depth: Depth,
    only: StoreFilter | None,
    *,
    whole: bool = True,
) -> Candidates:
    """The most promising of the best passages by vectors and by BM25, in order of id.

    Args:
        only: The filter; None lets every passage through.
        whole: Raise where a passage that was found is missing; False leaves it out.

    Raises:
        PassageErased: A passage that was found is no longer stored.
    """
    also = question.wordings
    lexical = dict(snapshot.bm25(question.text, depth.each_arm, only, also))
    dense = dict(snapshot.dense(vectors.whole, depth.each_arm, only))
    ids = sorted(promising(dense, lexical, depth))
    lexical |= snapshot.bm25_scores(question.text, [id for id in ids if id not in lexical], also)
    passages = snapshot.columns_of(ids, check=not whole)
    if whole and len(passages.ids) < len(ids):
        raise PassageErased
    found = len(dense.keys() | lexical.keys())
    if not len(passages.ids):
        nothing = np.empty(0, np.float32)
        return Candidates(passages, nothing, nothing, nothing, found)
    return Candidates(
        passages,
        passages.vectors @ vectors.whole,
        np.array([lexical.get(id, 0.0) for id in passages.ids.tolist()], np.float32),
        passages.sentence_vectors @ vectors.whole,
        found,
    )
