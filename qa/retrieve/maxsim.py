"""MaxSim: how similar each token of a question is to the most similar token of a passage or sentence.

Late interaction as in ColBERT (Khattab and Zaharia 2020), over the token vectors that the embedding model
computes anyway.  Each token of the question counts by the inverse document frequency of its word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import QuestionVectors
from index.store.columns.passage_columns import PassageColumns
from qa.retrieve.question_terms import QuestionTerms

Floats = NDArray[np.float32]

#: The length of stored token vectors, which are whole numbers.
TOKEN_LENGTH = 127.0


class TokenSimilarity(NamedTuple):
    """MaxSim of n passages with s sentences in all.

    Args:
        sentences: Of each sentence, shape `(s,)`.
        passages: Of each passage, `(n,)`.
    """

    sentences: Floats
    passages: Floats


def token_weights(question: QuestionTerms, starts: Sequence[int]) -> Floats:
    """Weights of the question's tokens, shape `(t,)`, sum 1: the idf of the word, 0 for function words.

    Args:
        starts: Where each token starts in the question, shape `(t,)`.
    """
    words = [(word.start, word.end, terms) for word, terms in question.words if terms]
    begins, weights = [begin for begin, _, _ in words], np.zeros(len(starts), np.float32)
    for token, start in enumerate(starts):
        begin, end, terms = words[bisect_right(begins, start) - 1] if words else (0, 0, ())
        if begin <= start < end:
            weights[token] = max(question.idf[term] for term in terms)
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(len(starts), 1 / max(len(starts), 1), np.float32)


def maxsim(question: QuestionVectors, weights: Floats, passages: PassageColumns) -> TokenSimilarity:
    """The similarity of each sentence and of each passage; zeros where there is nothing to compare."""
    sentences, owners = len(passages.sentences), passages.sentence_starts[:-1]
    counted = weights > 0
    if not len(passages.tokens) or not counted.any():
        return TokenSimilarity(np.zeros(sentences, np.float32), np.zeros(len(owners), np.float32))
    weights = weights[counted]
    similarity = passages.tokens.astype(np.float32) @ (question.tokens[counted].T / TOKEN_LENGTH)
    filled = np.diff(passages.token_starts) > 0
    by_sentence = np.full((sentences, len(weights)), -1.0, np.float32)
    by_sentence[filled] = np.maximum.reduceat(similarity, passages.token_starts[:-1][filled], axis=0)
    by_passage = np.maximum.reduceat(by_sentence, owners, axis=0)
    return TokenSimilarity(by_sentence @ weights, by_passage @ weights)
