"""Evidence: a passage that was found, with all its scores and its sentence that supports an answer best."""

from __future__ import annotations

from dataclasses import dataclass

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.retrieve.scores import Scores


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
        duplicates: Passages with nearly the same text, which rank lower and stand for nothing new.
        timely: What the score has for being of the time that is asked for.
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
    duplicates: tuple[StoredPassage, ...] = ()
    timely: float = 0.0


def evidence_of(
    scores: Scores,
    row: int,
    passage: StoredPassage,
    score: float,
    duplicates: tuple[StoredPassage, ...],
    timely: float,
) -> Evidence:
    """The evidence in one row of scores."""
    first, last = scores.passages.sentence_starts[row : row + 2].tolist()
    best = int(scores.best[row])
    return Evidence(
        passage=passage,
        dense=float(scores.dense[row]),
        bm25=float(scores.bm25[row]),
        nearest=float(scores.nearest[row]),
        tokens=float(scores.tokens[row]),
        cover=float(scores.cover[row]),
        pairs=float(scores.pairs[row]),
        kind=float(scores.kind[row]),
        sentence=passage.sentences[best - first],
        support=float(scores.support[row]),
        score=score,
        supports=tuple(scores.supports[first:last].tolist()),
        duplicates=duplicates,
        timely=timely,
    )
