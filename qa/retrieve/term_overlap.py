"""Term overlap: which share of the question's terms, weighted by idf, a sentence or a passage has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.store.columns.passage_columns import Offsets, PassageColumns
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
    """What n passages with s sentences in all have of the question, each from 0 to 1.

    Args:
        sentences: Of its content terms, each sentence with title and headings, shape `(s,)`.
        pairs: Of its pairs of terms, each passage, `(n,)`.
    """

    sentences: Floats
    pairs: Floats


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


def term_overlap(question: WeightedTerms, passages: PassageColumns) -> TermOverlap:
    """The term overlap of each passage."""
    places = _Places(passages)
    held = places.held(question.terms)
    for numbers, others in question.wordings:
        held[:, numbers] |= np.any([places.held(other).all(axis=1) for other in others], axis=0)[:, None]
    paired = np.zeros((len(passages.ids), len(question.pairs)), bool)
    for number, (first, second) in enumerate(question.pairs.tolist()):
        paired[places.followed(first, second), number] = True
    return TermOverlap(held @ question.weights, paired @ question.pair_weights)


class _Places:
    """Where terms stand in some passages."""

    def __init__(self, passages: PassageColumns) -> None:
        self._columns = passages
        self._found: dict[int, Offsets] = {}
        #: Where each passage's terms start.
        self._starts = passages.term_starts[passages.sentence_starts]

    def of(self, term: int) -> Offsets:
        """Where in all the terms this one is."""
        found = self._found.get(term)
        if found is None:
            found = self._found[term] = np.flatnonzero(self._columns.terms == term)
        return found

    def held(self, terms: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which terms each sentence has, or the title and the headings, shape `(sentences, terms)`."""
        columns = self._columns
        held = np.zeros((len(columns.sentences), len(terms)), bool)
        titled = np.zeros((len(columns.ids), len(terms)), bool)
        for number, term in enumerate(terms.tolist()):
            held[self.sentences(self.of(term)), number] = True
            titled[self.titled(term), number] = True
        held |= np.repeat(titled, columns.sentence_counts, axis=0)
        return held

    def sentences(self, places: Offsets) -> Offsets:
        """The sentences that places in the terms are in."""
        return np.searchsorted(self._columns.term_starts, places, "right") - 1

    def titled(self, term: int) -> Offsets:
        """The passages that have a term in their title or headings."""
        places = np.flatnonzero(self._columns.contexts == term)
        return np.searchsorted(self._columns.context_starts, places, "right") - 1

    def followed(self, first: int, second: int) -> Offsets:
        """The passages in which one term follows another; none reaches from one passage into the next."""
        places = self.of(first)
        places = places[places + 1 < len(self._columns.terms)]
        places = places[self._columns.terms[places + 1] == second]
        owners: Offsets = np.searchsorted(self._starts, places, "right") - 1
        within: Offsets = owners[places + 1 < self._starts[owners + 1]]
        return within


def _shares(weights: Sequence[float]) -> Floats:
    total = sum(weights)
    return np.array([weight / total for weight in weights] if total else weights, np.float32)
