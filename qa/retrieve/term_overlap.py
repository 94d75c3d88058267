"""Term overlap: which share of the question's terms, weighted by idf, a sentence or a passage has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.store.catalog.passages import StoredPassage
from index.store.term_ids import term_ids
from qa.retrieve.question_terms import QuestionTerms

Floats = NDArray[np.float32]


class WeightedTerms(NamedTuple):
    """A question's terms as numbers, with weights.

    Args:
        terms: Its distinct content terms, shape `(n,)`.
        weights: Their shares of the question, shape `(n,)`, sum 1.
        pairs: Terms that follow each other, function words too, shape `(m, 2)`.
        pair_weights: Their shares, shape `(m,)`, sum 1.
        wordings: Numbers of terms, and the terms of each other wording, which stands for all of them.
    """

    terms: NDArray[np.uint32]
    weights: Floats
    pairs: NDArray[np.uint32]
    pair_weights: Floats
    wordings: tuple[tuple[list[int], list[NDArray[np.uint32]]], ...] = ()


class TermOverlap(NamedTuple):
    """What one passage has of the question, each from 0 to 1.

    Args:
        sentences: Of its content terms, each sentence with title and headings, shape `(sentences,)`.
        pairs: Of its pairs of terms, the passage.
    """

    sentences: Floats
    pairs: float


def weighted_terms(question: QuestionTerms) -> WeightedTerms:
    """Number the terms of a question and weight them by idf."""
    idf = question.idf
    pairs = list(dict.fromkeys(pairwise(question.ordered)))
    return WeightedTerms(
        term_ids(question.distinct),
        _shares([idf[term] for term in question.distinct]),
        np.stack([term_ids([a for a, _ in pairs]), term_ids([b for _, b in pairs])], axis=1),
        _shares([idf[a] + idf[b] for a, b in pairs]),
        tuple(
            ([question.distinct.index(term) for term in one.own], [term_ids(other) for other in one.others])
            for one in question.wordings
        ),
    )


def term_overlap(question: WeightedTerms, passages: Sequence[StoredPassage]) -> list[TermOverlap]:
    """The term overlap of each passage."""
    if not passages:
        return []
    text = np.concatenate([passage.terms.text for passage in passages])
    counts = np.concatenate([passage.terms.counts for passage in passages])
    contexts = [passage.terms.context for passage in passages]
    sentences = np.array([len(passage.sentences) for passage in passages])

    def held(terms: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which terms each sentence has, or the title and the headings, shape `(sentences, terms)`."""
        titles = np.stack([(terms[:, None] == context).any(axis=1) for context in contexts])
        found: NDArray[np.bool_] = np.repeat(titles, sentences, axis=0)
        return found | _any_by_group(text[:, None] == terms[None, :], counts)

    titled = held(question.terms)
    for numbers, others in question.wordings:
        titled[:, numbers] |= np.any([held(other).all(axis=1) for other in others], axis=0)[:, None]
    paired = _pairs_by_passage(question, text, np.array([len(passage.terms.text) for passage in passages]))
    by_passage = np.split(titled @ question.weights, np.cumsum(sentences)[:-1])
    return [
        TermOverlap(one, float(pairs))
        for one, pairs in zip(by_passage, paired @ question.pair_weights, strict=True)
    ]


def _pairs_by_passage(
    question: WeightedTerms, text: NDArray[np.uint32], sizes: NDArray[np.int64]
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
