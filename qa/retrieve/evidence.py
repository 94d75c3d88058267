"""Evidence: all scores of a passage, and its sentence that supports an answer best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.documents import Span
from index.embed.protocol import QuestionVectors
from index.store.catalog.passages import StoredPassage
from qa.retrieve.candidates import Candidate
from qa.retrieve.maxsim import Floats, maxsim, token_weights
from qa.retrieve.question_terms import QuestionTerms
from qa.retrieve.term_overlap import TermOverlap, term_overlap, weighted_terms
from qa.understand.parsed_question import ParsedQuestion

#: Weights of term overlap, MaxSim and kind of answer beside a sentence's cosine, to choose the best one.
OVERLAP_WEIGHT, TOKENS_WEIGHT, KIND_WEIGHT = 0.55, 0.35, 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate with all its scores and its best sentence.

    Args:
        dense: Cosine of passage and question.
        bm25: BM25 score.
        nearest: Cosine of the nearest sentence.
        tokens: MaxSim of the passage.
        cover: Term overlap of the sentence that has most of it, the title's terms counted in.
        pairs: Overlap of the passage in pairs of terms.
        kind: 1 if the best sentence has the kind of thing that is asked for, else 0.
        sentence: The best sentence, a span of the version's text.
        support: Cosine of the best sentence.
        score: What ranks: the fused score, and after reading the reader's log odds too.
        supports: How well each sentence supports an answer, in order; comparable within one question.
    """

    passage: StoredPassage
    dense: float
    bm25: float
    nearest: float
    tokens: float
    cover: float
    pairs: float
    kind: float
    sentence: Span
    support: float
    score: float = 0.0
    supports: tuple[float, ...] = ()


def gather_evidence(
    question: ParsedQuestion, terms: QuestionTerms, vectors: QuestionVectors, candidates: Sequence[Candidate]
) -> list[Evidence]:
    """Score each candidate in every way and find its best sentence."""
    passages = [candidate.passage for candidate in candidates]
    similar = maxsim(vectors, token_weights(terms, vectors.starts), passages)
    overlaps = term_overlap(weighted_terms(terms), passages)
    return [
        _evidence(question, candidate, tokens, overlap)
        for candidate, tokens, overlap in zip(candidates, similar, overlaps, strict=True)
    ]


def _evidence(
    question: ParsedQuestion, candidate: Candidate, tokens: Floats, overlap: TermOverlap
) -> Evidence:
    passage = candidate.passage
    kind = np.array(
        [question.could_be_answered_by(passage.slice(span)) for span in passage.sentences], np.float32
    )
    support = candidate.sentences + OVERLAP_WEIGHT * overlap.sentences + TOKENS_WEIGHT * tokens[:-1]
    support = support + KIND_WEIGHT * kind
    best = int(np.argmax(support))
    return Evidence(
        passage=passage,
        dense=candidate.dense,
        bm25=candidate.bm25,
        nearest=float(candidate.sentences.max()),
        tokens=float(tokens[-1]),
        cover=float(overlap.sentences.max()),
        pairs=overlap.pairs,
        kind=float(kind[best]),
        sentence=passage.sentences[best],
        support=float(candidate.sentences[best]),
        supports=tuple(support.tolist()),
    )
