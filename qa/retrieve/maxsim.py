"""MaxSim: how similar each token of a question is to the most similar token of a passage or sentence.

Late interaction as in ColBERT (Khattab and Zaharia 2020), over the token vectors that the embedding model
computes anyway.  Each token of the question counts by the inverse document frequency of its word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.store.catalog.passages import StoredPassage
from qa.retrieve.question_terms import QuestionTerms

Floats = NDArray[np.float32]

#: The length of stored token vectors, which are whole numbers.
TOKEN_LENGTH = 127.0


def token_weights(question: QuestionTerms, starts: Sequence[int]) -> Floats:
    """Weights of the question's tokens, shape `(t,)`, sum 1: the idf of the word, 0 for function words.

    Args:
        starts: Where each token starts in the question, shape `(t,)`.
    """
    owners = {
        at: max((question.idf[term] for term in terms), default=0.0)
        for word, terms in question.words
        for at in range(word.start, word.end)
    }
    weights = np.array([owners.get(start, 0.0) for start in starts], np.float32)
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
    similarity = tokens @ (question.tokens.T / TOKEN_LENGTH)
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
