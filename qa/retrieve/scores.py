"""All scores of some passages, side by side, and what each passage's best sentence is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.store.columns.passage_columns import Offsets, PassageColumns, joined
from qa.retrieve.candidates import Candidates
from qa.retrieve.maxsim import Floats, maxsim, token_weights
from qa.retrieve.question_terms import QuestionTerms
from qa.retrieve.term_overlap import term_overlap, weighted_terms
from qa.understand.parsed_question import ParsedQuestion

Doubles = NDArray[np.float64]

#: Weights of term overlap, MaxSim and kind of answer beside a sentence's cosine, to choose the best one.
OVERLAP_WEIGHT, TOKENS_WEIGHT, KIND_WEIGHT = 0.55, 0.35, 0.2


@dataclass(frozen=True, slots=True)
class Scores:
    """Passages, n with s sentences in all, with the scores that `Evidence` explains.

    Args:
        best: The best sentence of each, a row of `passages.sentences`.
        supports: How well each sentence supports an answer, shape `(s,)`; all others are `(n,)`.
    """

    passages: PassageColumns
    dense: Doubles
    bm25: Doubles
    nearest: Doubles
    tokens: Doubles
    cover: Doubles
    pairs: Doubles
    kind: Doubles
    support: Doubles
    best: Offsets
    supports: Floats

    def __len__(self) -> int:
        return len(self.dense)


def score(
    question: ParsedQuestion, terms: QuestionTerms, vectors: QuestionVectors, candidates: Candidates
) -> Scores:
    """Score each candidate in every way and find its best sentence; there is at least one."""
    passages, cosines = candidates.passages, candidates.sentences
    similar = maxsim(vectors, token_weights(terms, vectors.starts), passages)
    overlap = term_overlap(weighted_terms(terms), passages)
    asked = question.answer_content
    kind = np.ones(len(cosines), bool) if asked is None else (passages.contents & asked) != 0
    supports = cosines + OVERLAP_WEIGHT * overlap.sentences + TOKENS_WEIGHT * similar.sentences
    supports = (supports + KIND_WEIGHT * kind).astype(np.float32)
    owners = passages.sentence_starts[:-1]
    best = _first_best(supports, passages)
    return Scores(
        passages=passages,
        dense=candidates.dense.astype(np.float64),
        bm25=candidates.bm25.astype(np.float64),
        nearest=np.maximum.reduceat(cosines, owners).astype(np.float64),
        tokens=similar.passages.astype(np.float64),
        cover=np.maximum.reduceat(overlap.sentences, owners).astype(np.float64),
        pairs=overlap.pairs.astype(np.float64),
        kind=kind[best].astype(np.float64),
        support=cosines[best].astype(np.float64),
        best=best,
        supports=supports,
    )


def together(parts: Sequence[Scores]) -> Scores:
    """The scores of some passages after those of others; at least one part."""
    if len(parts) == 1:
        return parts[0]
    before = np.cumsum([0, *(len(part.supports) for part in parts)])
    best = [part.best + first for part, first in zip(parts, before[:-1], strict=True)]
    others = {
        one.name: np.concatenate([getattr(part, one.name) for part in parts])
        for one in fields(Scores)
        if one.name not in ("passages", "best")
    }
    return Scores(passages=joined([part.passages for part in parts]), best=np.concatenate(best), **others)


def _first_best(supports: Floats, passages: PassageColumns) -> Offsets:
    """The first sentence of each passage that has its highest support, shape `(n,)`."""
    starts = passages.sentence_starts[:-1]
    highest = np.maximum.reduceat(supports, starts)
    is_highest = np.flatnonzero(supports == np.repeat(highest, passages.sentence_counts))
    return is_highest[np.searchsorted(is_highest, starts)]
