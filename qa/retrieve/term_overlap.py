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
    places = _Places(question, passages)
    has = places.sentences()
    held = has[:, places.numbers(question.terms)]
    for numbers, others in question.wordings:
        worded = [has[:, places.numbers(other)].all(axis=1) for other in others]
        held[:, numbers] |= np.any(worded, axis=0)[:, None]
    return TermOverlap(held @ question.weights, places.followed(question.pairs) @ question.pair_weights)


class _Places:
    """Where a question's terms stand in some passages, all looked up at once."""

    def __init__(self, question: WeightedTerms, passages: PassageColumns) -> None:
        others = [other for _, wordings in question.wordings for other in wordings]
        self._wanted = np.unique(np.concatenate([question.terms, question.pairs.reshape(-1), *others]))
        self._columns = passages
        self._at, self._which = self._found(passages.terms)

    def numbers(self, terms: NDArray[np.uint32]) -> Offsets:
        """The numbers by which terms of the question are known here."""
        return np.searchsorted(self._wanted, terms)

    def _found(self, terms: NDArray[np.uint32]) -> tuple[Offsets, Offsets]:
        """Where in some terms those of the question stand, in order, and the number of each."""
        which, at = np.divmod(np.flatnonzero(self._wanted[:, None] == terms), max(len(terms), 1))
        order = np.argsort(at, kind="stable")
        return at[order], which[order]

    def sentences(self) -> NDArray[np.bool_]:
        """Which terms each sentence, or its passage's title and headings, has; shape `(s, numbers)`."""
        columns = self._columns
        titled = np.zeros((len(columns.ids), len(self._wanted)), bool)
        at, which = self._found(columns.contexts)
        titled[np.searchsorted(columns.context_starts, at, "right") - 1, which] = True
        found: NDArray[np.bool_] = np.repeat(titled, columns.sentence_counts, axis=0)
        found[np.searchsorted(columns.term_starts, self._at, "right") - 1, self._which] = True
        return found

    def followed(self, pairs: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """In which passages one term of a pair follows the other; none reaches into the next passage.

        Args:
            pairs: Shape `(m, 2)`.

        Returns:
            Shape `(n, m)`.
        """
        size, columns = len(self._wanted), self._columns
        found = np.zeros((len(columns.ids), len(pairs)), bool)
        pair_numbers = np.full((size, size), -1)
        pair_numbers[self.numbers(pairs[:, 0]), self.numbers(pairs[:, 1])] = np.arange(len(pairs))
        adjacent = np.flatnonzero(np.diff(self._at) == 1)
        number = pair_numbers[self._which[adjacent], self._which[adjacent + 1]]
        starts = columns.term_starts[columns.sentence_starts]
        first = np.searchsorted(starts, self._at[adjacent], "right")
        last = np.searchsorted(starts, self._at[adjacent + 1], "right")
        within = (first == last) & (number >= 0)
        found[first[within] - 1, number[within]] = True
        return found


def _shares(weights: Sequence[float]) -> Floats:
    total = sum(weights)
    return np.array([weight / total for weight in weights] if total else weights, np.float32)
