"""Evidence: all that speaks for a passage, and which of its sentences supports an answer best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.documents import Span
from index.embed.protocol import QuestionVectors
from index.search.snapshot import Snapshot
from index.store.catalog.passages import StoredPassage
from qa.read.reader.protocol import Reading
from qa.retrieve.candidates import Candidate
from qa.retrieve.maxsim import maxsim, token_weights
from qa.retrieve.term_overlap import cover, question_words
from qa.understand.answer_type import holds_answer

#: What word cover, MaxSim and the kind of answer count beside a sentence's cosine in choosing the best.
COVER_SHARE, TOKENS_SHARE, KIND_SHARE = 0.55, 0.35, 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate with all its scores and its best sentence.

    Args:
        dense: Cosine of passage and question.
        bm25: BM25 score.
        nearest: Cosine of the nearest sentence.
        tokens: MaxSim of the passage.
        cover: Word cover of the best sentence, with the title's words.
        pairs: Word pair cover of the passage.
        kind: 1 if the best sentence holds the kind of thing that is asked for, else 0.
        sentence: The best sentence.
        support: Its cosine.
        score: The fused score, with the reader's word where the passage was read; what ranks.
        reading: What the reader found.
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
    reading: Reading | None = None


def weigh(
    snapshot: Snapshot, question: str, vectors: QuestionVectors, candidates: Sequence[Candidate]
) -> list[Evidence]:
    """Gather the evidence for each candidate and find its best sentence."""
    passages = [candidate.passage for candidate in candidates]
    met = maxsim(vectors, token_weights(snapshot, question, vectors.starts), passages)
    covers = cover(question_words(snapshot, question), passages)
    could_answer = holds_answer(question)
    weighed = []
    for candidate, tokens, covered in zip(candidates, met, covers, strict=True):
        sentences = candidate.passage.sentences
        kind = np.array([could_answer(candidate.passage.slice(span)) for span in sentences], np.float32)
        support = candidate.sentences + COVER_SHARE * covered.titled + TOKENS_SHARE * tokens[:-1]
        best = int(np.argmax(support + KIND_SHARE * kind))
        weighed.append(
            Evidence(
                passage=candidate.passage,
                dense=candidate.dense,
                bm25=candidate.bm25,
                nearest=float(candidate.sentences.max()),
                tokens=float(tokens[-1]),
                cover=float(covered.titled.max()),
                pairs=covered.pairs,
                kind=float(kind[best]),
                sentence=sentences[best],
                support=float(candidate.sentences[best]),
            )
        )
    return weighed
