"""Late interaction: how well each word of the question is met by some token of a passage or sentence.

MaxSim (Khattab and Zaharia 2020, ColBERT) over the tokens that the embedding model put out anyway, each token
of the question weighted by the rarity of its word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.search.snapshot import Snapshot
from index.store.catalog.passages import StoredPassage

Floats = NDArray[np.float32]

WORD = re.compile(r"\w+")
FULL = 127.0


def token_weights(snapshot: Snapshot, question: str, starts: Sequence[int]) -> Floats:
    """Weights of the question's tokens, shape `(t,)`, sum 1: the word's rarity, 0 for function words."""
    ends = {match.start(): match.end() for match in WORD.finditer(question)}
    owners = {at: question[start:end] for start, end in ends.items() for at in range(start, end)}
    terms = {word: snapshot.words.content(word) for word in set(owners.values())}
    rarity = snapshot.rarity({term for found in terms.values() for term in found})
    word_weights = {word: max((rarity[term] for term in found), default=0.0) for word, found in terms.items()}
    weights = np.array([word_weights.get(owners.get(start, ""), 0.0) for start in starts], np.float32)
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(len(starts), 1 / max(len(starts), 1), np.float32)


def maxsim(question: QuestionVectors, weights: Floats, passages: Sequence[StoredPassage]) -> list[Floats]:
    """The similarity of each sentence of each passage and, last, of the whole, shape `(sentences + 1,)`.

    Zeros where there is nothing to compare.
    """
    sizes = np.array([len(passage.token_vectors) for passage in passages])
    if not sizes.sum() or not len(weights):
        return [np.zeros(len(passage.sentences) + 1, np.float32) for passage in passages]
    tokens = np.concatenate([p.token_vectors for p in passages if len(p.token_vectors)]).astype(np.float32)
    similarity = tokens @ (question.tokens.T / FULL)
    counts = np.concatenate([passage.token_counts for passage in passages])
    filled = counts > 0
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])[filled]
    by_sentence = np.full((len(counts), similarity.shape[1]), -1.0, np.float32)
    by_sentence[filled] = np.maximum.reduceat(similarity, starts, axis=0)
    ends = np.cumsum([len(passage.sentences) for passage in passages])[:-1]
    return [
        np.append(part @ weights, part.max(axis=0) @ weights).astype(np.float32)
        for part in np.split(by_sentence, ends)
    ]
