"""Passages as columns: flat arrays with offsets, in place of an object for each passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.language.sentence_content import content_of
from index.language.stemmers import LANGUAGES_WITH_RULES, own_rules
from index.store.catalog.passages import StoredPassage
from index.store.columns.file_column import FileColumn
from index.store.signatures import SKETCH_BYTES, essence_number, stored_sketch
from index.store.vector_codes import StoredVectors, passage_vectors, sentence_vectors, token_vectors

Offsets = NDArray[np.int64]

#: By whose rules a passage's words are stemmed: `PassageColumns.rules` are places in it.
RULES = ("", *LANGUAGES_WITH_RULES)
_RULE_NUMBERS = {rules: number for number, rules in enumerate(RULES)}


class PassageColumns(NamedTuple):
    """Some passages, n of them, in ascending order of their ids, with s sentences and t tokens in all.

    Vectors are as they are described here where columns are read, and codes (`index.store.vector_codes`)
    where they are stored.  A large column that is stored may be a `FileColumn`: only `take` reads it.

    Each `..._starts` has one more entry than there are owners: what belongs to owner `i` stands at
    `[starts[i], starts[i + 1])`.

    Args:
        ids: Shape `(n,)`.
        vectors: float32, `(n, dimension)`, unit length.
        rules: By whose rules its words are stemmed, places in `RULES`, `(n,)`.
        essences: The essence of its signature as a number, `(n,)`; 0 where it has no signature.
        sketches: A byte of each hash of its signature's sketch, `(n, SKETCH_BYTES)`.
        sentence_starts: Which sentences are its own, `(n + 1,)`.
        sentences: Where each is in its version, `(s, 2)`.
        contents: Which kinds of thing each has in it (`Content`), `(s,)`.
        sentence_vectors: float32, `(s, dimension)`, of about unit length.
        token_starts: Which tokens are a sentence's, `(s + 1,)`.
        tokens: int8, `(t, token dimension)`, of about length 127.
        term_starts: Which terms are a sentence's, `(s + 1,)`.
        terms: Their ids, in order.
        context_starts: Which of `contexts` are a passage's, `(n + 1,)`.
        contexts: The ids of the terms of titles and headings.
    """

    ids: NDArray[np.int64]
    vectors: NDArray[np.float32]
    rules: NDArray[np.uint8]
    essences: NDArray[np.uint64]
    sketches: NDArray[np.uint8]
    sentence_starts: Offsets
    sentences: NDArray[np.int32]
    contents: NDArray[np.uint8]
    sentence_vectors: NDArray[np.float32]
    token_starts: Offsets
    tokens: NDArray[np.int8]
    term_starts: Offsets
    terms: NDArray[np.uint32]
    context_starts: Offsets
    contexts: NDArray[np.uint32]

    @property
    def sentence_counts(self) -> Offsets:
        """The number of sentences of each passage, shape `(n,)`."""
        return np.diff(self.sentence_starts)

    def having(self, term: int) -> NDArray[np.bool_]:
        """Which passages have a term, in their text or in title and headings; shape `(n,)`."""
        found = np.zeros(len(self.ids), bool)
        starts = self.term_starts[self.sentence_starts]
        for begins, terms in ((starts, self.terms), (self.context_starts, self.contexts)):
            found[np.searchsorted(begins, np.flatnonzero(terms == term), "right") - 1] = True
        return found

    def take(self, rows: Offsets) -> PassageColumns:
        """The passages in these rows, which ascend; a copy."""
        owners, tokens, terms = self.sentence_starts, self.token_starts, self.term_starts
        first, last = owners[rows], owners[rows + 1]
        sentences = _ranges(first, last)
        contexts = _ranges(self.context_starts[rows], self.context_starts[rows + 1])
        return PassageColumns(
            self.ids[rows],
            self.vectors[rows],
            self.rules[rows],
            self.essences[rows],
            self.sketches[rows],
            _starts(last - first),
            self.sentences[sentences],
            self.contents[sentences],
            self.sentence_vectors[sentences],
            _starts(tokens[sentences + 1] - tokens[sentences]),
            _rows(self.tokens, _ranges(tokens[first], tokens[last])),
            _starts(terms[sentences + 1] - terms[sentences]),
            self.terms[_ranges(terms[first], terms[last])],
            _starts(self.context_starts[rows + 1] - self.context_starts[rows]),
            self.contexts[contexts],
        )


#: Which columns are offsets: joined, they go on from where those before end.
OFFSETS = frozenset(name for name in PassageColumns._fields if name.endswith("_starts"))


def columns_of(passages: Sequence[StoredPassage]) -> PassageColumns:
    """The columns of passages in ascending order of their ids; at least one."""
    counts = np.array([len(passage.sentences) for passage in passages])
    tokens = [passage.token_vectors for passage in passages if len(passage.token_vectors)]
    return PassageColumns(
        np.array([passage.id for passage in passages], np.int64),
        np.stack([passage.vector for passage in passages]),
        np.array([_RULE_NUMBERS[own_rules(passage.language)] for passage in passages], np.uint8),
        np.array([essence_number(passage.signature) for passage in passages], np.uint64),
        np.stack([stored_sketch(passage.signature) for passage in passages]).reshape(-1, SKETCH_BYTES),
        _starts(counts),
        np.array([span for passage in passages for span in passage.sentences], np.int32).reshape(-1, 2),
        np.array([content_of(p.slice(span)) for p in passages for span in p.sentences], np.uint8),
        np.concatenate([passage.sentence_vectors for passage in passages]),
        _starts(np.concatenate([passage.token_counts for passage in passages])),
        np.concatenate(tokens) if tokens else np.empty((0, 0), np.int8),
        _starts(np.concatenate([passage.terms.counts for passage in passages])),
        np.concatenate([passage.terms.text for passage in passages]),
        _starts(np.array([len(passage.terms.context) for passage in passages])),
        np.concatenate([passage.terms.context for passage in passages]),
    )


def stored_columns_of(passages: Sequence[StoredPassage], codes: Sequence[StoredVectors]) -> PassageColumns:
    """The columns of passages in ascending order of their ids, with the codes of their vectors.

    There is at least one.
    """
    tokens = [one.tokens for one in codes if len(one.tokens)]
    return columns_of(passages)._replace(
        vectors=np.stack([one.passage for one in codes]),
        sentence_vectors=np.concatenate([one.sentences for one in codes]),
        tokens=np.concatenate(tokens) if tokens else np.empty((0, 0), np.uint8),
    )


def readable(stored: PassageColumns) -> PassageColumns:
    """Stored columns with their vectors decoded."""
    return stored._replace(
        vectors=passage_vectors(stored.vectors.view(np.int8)),
        sentence_vectors=sentence_vectors(stored.sentence_vectors.view(np.uint8), stored.vectors.shape[1]),
        tokens=token_vectors(stored.tokens.view(np.uint8)),
    )


#: No passages.
NOTHING = PassageColumns(
    np.empty(0, np.int64),
    np.empty((0, 0), np.float32),
    np.empty(0, np.uint8),
    np.empty(0, np.uint64),
    np.empty((0, SKETCH_BYTES), np.uint8),
    np.zeros(1, np.int64),
    np.empty((0, 2), np.int32),
    np.empty(0, np.uint8),
    np.empty((0, 0), np.float32),
    np.zeros(1, np.int64),
    np.empty((0, 0), np.int8),
    np.zeros(1, np.int64),
    np.empty(0, np.uint32),
    np.zeros(1, np.int64),
    np.empty(0, np.uint32),
)


def joined(parts: Sequence[PassageColumns]) -> PassageColumns:
    """Some columns after each other; at least one part."""
    if len(parts) == 1:
        return parts[0]
    return PassageColumns._make(
        _joined(name, [getattr(part, name) for part in parts]) for name in PassageColumns._fields
    )


def _joined(name: str, arrays: Sequence[NDArray[np.generic]]) -> NDArray[np.generic]:
    if name in OFFSETS:
        return _starts(np.concatenate([np.diff(array.astype(np.int64)) for array in arrays]))
    if name == "tokens":  # what has no tokens has no token dimension either
        arrays = [array for array in arrays if len(array)] or arrays[:1]
    return np.concatenate(arrays)


def _rows(matrix: NDArray[np.int8] | FileColumn, rows: Offsets) -> NDArray[np.int8]:
    """Rows of a matrix; each is copied as one piece, which takes a quarter of the time."""
    if isinstance(matrix, FileColumn):
        return matrix[rows]
    width, kind = matrix.shape[1], matrix.dtype
    if not width or not len(rows):
        return np.empty((len(rows), width), kind)
    pieces = np.ascontiguousarray(matrix).view(np.dtype((np.void, width * kind.itemsize))).reshape(-1)
    return np.take(pieces, rows, mode="clip").view(kind).reshape(len(rows), width)


def _starts(counts: NDArray[np.integer]) -> Offsets:
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def _ranges(first: Offsets, last: Offsets) -> Offsets:
    """All numbers of the ranges `[first, last)`, one range after the other."""
    counts = last - first
    ends = np.cumsum(counts)
    found: Offsets = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - ends + counts, counts)
    return found
