"""Word cover: how much of the question, weighed by the rarity of its words, a sentence or a passage says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.search.snapshot import Snapshot
from index.store.catalog.passages import StoredPassage
from index.store.term_numbers import numbers_of

Floats = NDArray[np.float32]


class QuestionWords(NamedTuple):
    """A question's words as numbers.

    Args:
        terms: Its distinct content words, shape `(n,)`.
        weights: Their shares of the question, shape `(n,)`, sum 1.
        pairs: Words that follow each other, function words too, shape `(m, 2)`.
        pair_weights: Their shares, shape `(m,)`, sum 1.
    """

    terms: NDArray[np.uint32]
    weights: Floats
    pairs: NDArray[np.uint32]
    pair_weights: Floats


class Cover(NamedTuple):
    """What one passage says of the question, each from 0 to 1.

    Args:
        titled: Of its content words, each sentence with title and headings, shape `(sentences,)`.
        pairs: Of its pairs of words, the passage.
    """

    titled: Floats
    pairs: float


def question_words(snapshot: Snapshot, question: str) -> QuestionWords:
    """Number and weigh the words of a question."""
    words = snapshot.words.question(question)
    row = snapshot.words.terms(question)
    rarity = snapshot.rarity({*words, *row})
    pairs = list(dict.fromkeys(pairwise(row)))
    return QuestionWords(
        numbers_of(words),
        _shares([rarity[word] for word in words]),
        np.stack([numbers_of([a for a, _ in pairs]), numbers_of([b for _, b in pairs])], axis=1),
        _shares([rarity[a] + rarity[b] for a, b in pairs]),
    )


def cover(question: QuestionWords, passages: Sequence[StoredPassage]) -> list[Cover]:
    """The cover of each passage."""
    if not passages:
        return []
    text = np.concatenate([passage.terms.text for passage in passages])
    counts = np.concatenate([passage.terms.counts for passage in passages])
    said = _any_by_group(text[:, None] == question.terms[None, :], counts)
    titles = np.stack(
        [(question.terms[:, None] == passage.terms.context).any(axis=1) for passage in passages]
    )
    sentences = np.array([len(passage.sentences) for passage in passages])
    titled = said | np.repeat(titles, sentences, axis=0)
    paired = _pairs_by_passage(question, text, np.array([len(passage.terms.text) for passage in passages]))
    by_passage = np.split(titled @ question.weights, np.cumsum(sentences)[:-1])
    return [Cover(t, float(p)) for t, p in zip(by_passage, paired @ question.pair_weights, strict=True)]


def _pairs_by_passage(
    question: QuestionWords, text: NDArray[np.uint32], sizes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which pairs each passage has, shape `(passages, m)`; none reaches from one passage into the next."""
    follows = np.zeros((len(text), len(question.pairs)), dtype=bool)
    first, second = question.pairs[:, 0], question.pairs[:, 1]
    follows[:-1] = (text[:-1, None] == first) & (text[1:, None] == second)
    last = np.cumsum(sizes)[:-1] - 1
    follows[last[last >= 0]] = False
    return _any_by_group(follows, sizes)


def _any_by_group(flags: NDArray[np.bool_], sizes: NDArray[np.integer]) -> NDArray[np.bool_]:
    """For consecutive groups of rows, whether any row has the flag, shape `(groups, columns)`."""
    result = np.zeros((len(sizes), flags.shape[1]), dtype=bool)
    filled = sizes > 0
    if filled.any():
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])[filled]
        result[filled] = np.logical_or.reduceat(flags, starts, axis=0)
    return result


def _shares(weights: Sequence[float]) -> Floats:
    total = sum(weights)
    return np.array([weight / total for weight in weights] if total else weights, np.float32)
