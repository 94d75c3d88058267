"""Evidence: all that speaks for a passage, and which of its sentences supports an answer best."""

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
from qa.word_cover import cover, question_words

#: What the word cover of a sentence counts beside its cosine when the best sentence is chosen.
COVER_SHARE = 0.4


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
        sentence: The best sentence, by cosine and word cover together.
        support: The best sentence's cosine and word cover together.
        score: The fused score; what ranks.
    """

    passage: StoredPassage
    dense: float
    bm25: float
    nearest: float
    tokens: float
    cover: float
    pairs: float
    sentence: Span
    support: float
    support_cosine: float
    support_cover: float
    whole_cover: float
    score: float = 0.0


def weigh(
    snapshot: Snapshot, question: str, vectors: QuestionVectors, candidates: Sequence[Candidate]
) -> list[Evidence]:
    """Gather the evidence for each candidate and find its best sentence."""
    passages = [candidate.passage for candidate in candidates]
    met = maxsim(vectors, token_weights(snapshot, question, vectors.starts), passages)
    covers = cover(question_words(snapshot, question), passages)
    weighed = []
    for candidate, tokens, covered in zip(candidates, met, covers, strict=True):
        support = candidate.sentences + COVER_SHARE * covered.sentences
        best = int(np.argmax(support))
        weighed.append(
            Evidence(
                passage=candidate.passage,
                dense=candidate.dense,
                bm25=candidate.bm25,
                nearest=float(candidate.sentences.max()),
                tokens=float(tokens[-1]),
                cover=float(covered.titled.max()),
                pairs=covered.pairs,
                sentence=candidate.passage.sentences[best],
                support=float(support[best]),
                support_cosine=float(candidate.sentences[best]),
                support_cover=float(covered.sentences[best]),
                whole_cover=covered.whole,
            )
        )
    return weighed
