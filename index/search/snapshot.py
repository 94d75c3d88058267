"""One generation of a collection, ready to be searched: every question is answered from exactly one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.search.filters import compile_filter, matching_versions
from index.store.catalog import Catalog, passages
from index.store.catalog.collections import Collection
from index.store.catalog.documents import version_text
from index.store.catalog.passages import StoredPassage
from index.store.lexical import LexicalSnapshot
from index.store.stemming import Words
from index.store.vectors import Bits, Hit, VectorIndex, bitmap

MOST_FILTERS = 64


class Filter(NamedTuple):
    """What a filter lets through: passages as bits for the dense arm, as a query for the lexical one."""

    allowed: Bits
    versions: Any
    matches: int


@dataclass(frozen=True)
class Snapshot:
    """An immutable view of a collection.

    Args:
        collection: As of this generation.
        vectors: Its dense index.
        lexical: Its lexical index.
    """

    catalog: Catalog
    collection: Collection
    vectors: VectorIndex
    lexical: LexicalSnapshot
    _filters: dict[str, Filter] = field(default_factory=dict, repr=False, compare=False)

    @property
    def generation(self) -> int:
        """The generation that every answer from here belongs to."""
        return self.collection.generation

    def filter(self, filters: Mapping[str, object] | None) -> Filter | None:
        """Compile a filter for the searches below; None lets all through.  Raises `InvalidInput`."""
        if not filters:
            return None
        key = json.dumps(filters, sort_keys=True)
        made = self._filters.get(key)
        if made is None:
            made = self._compile(filters)
            if len(self._filters) < MOST_FILTERS:
                self._filters[key] = made
        return made

    def _compile(self, filters: Mapping[str, object]) -> Filter:
        clause = compile_filter(filters)
        with self.catalog.reading() as db:
            versions = matching_versions(db, self.collection.key, clause)
            ids = passages.of_versions(db, versions)
        return Filter(bitmap(ids, max(ids, default=-1) + 1), self.lexical.among(versions), len(ids))

    def dense(self, question: NDArray[np.float32], k: int, only: Filter | None = None) -> list[Hit]:
        """The `k` passages whose vectors are nearest to `question`, shape `(dimension,)`."""
        return self.vectors.search(question, k, None if only is None else only.allowed)

    def bm25(self, question: str, k: int, only: Filter | None = None) -> list[Hit]:
        """The `k` best passages by BM25."""
        if only is not None and not only.matches:
            return []
        return self.lexical.search(question, k, None if only is None else only.versions)

    def bm25_scores(self, question: str, ids: Sequence[int]) -> dict[int, float]:
        """The BM25 scores of these passages, without those that share no word with the question."""
        return self.lexical.scores(question, ids)

    @property
    def words(self) -> Words:
        """Turns text into the terms that the lexical index holds."""
        return self.lexical.words

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term in this collection."""
        return self.lexical.rarity(terms)

    def fetch(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages with these ids, without those erased since this generation."""
        return passages.fetch(self.catalog.connection, ids)

    def version_text(self, document_id: str, version: str) -> str:
        """The text that spans of `version` refer to.  Raises `NotFound`."""
        return version_text(self.catalog.connection, self.collection, document_id, version)
