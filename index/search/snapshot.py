"""Snapshots: one generation of a collection, ready to be searched.  A question uses exactly one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.blocks import Block
from index.documents import MetadataValue, Span
from index.places import Place
from index.search.collection_words import CollectionWords, WordsOnce
from index.search.filters import CompiledFilter, compile_filter
from index.search.kept_texts import KeptTexts
from index.search.matching import FilterWarning, matching_versions, unmet
from index.store.catalog import (
    Catalog,
    earlier_passages,
    generations,
    passage_places,
    passages,
    structure,
    whole_passages,
)
from index.store.catalog.collections import Collection
from index.store.catalog.document_passages import passages_of
from index.store.catalog.documents import version_metadata, version_text
from index.store.catalog.generations import GenerationId
from index.store.catalog.passage_places import Place as PassagePlace
from index.store.catalog.passages import Indexable, StoredPassage
from index.store.catalog.seen_catalog import SeenCatalog
from index.store.columns.column_store import ColumnStore
from index.store.columns.passage_columns import PassageColumns
from index.store.lexical import LexicalSnapshot
from index.store.other_words import OtherWords
from index.store.stemming import TermAnalyzer
from index.store.vectors import Bits, Hit, VectorIndex, bitmap

MOST_FILTERS = 64
#: The words of so many passages are read before the first question is answered, those of more meanwhile.
MOST_READ_AT_ONCE = 20_000


class Filter(NamedTuple):
    """The passages that match a filter: as a bitmap for vectors, as a query for the lexical index.

    Args:
        warnings: Conditions that no document can meet.
    """

    allowed: Bits
    versions: Any
    matches: int
    warnings: tuple[FilterWarning, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """An immutable view of a collection.

    Args:
        catalog: Of the data folder.
        collection: At this generation.
        vectors: Its vector index.
        lexical: Its lexical index.
        columns: What ranking needs of its passages.
        moment: It shows the versions that were current then, ISO 8601 as in the catalog; empty for now.
        only: What may be found, by filters or without; None for everything.
        seen: The label sets of what may be found, for an audience that does not see everything.
        shown_generation: What such an audience is told of the generation.
    """

    catalog: Catalog | SeenCatalog
    collection: Collection
    vectors: VectorIndex
    lexical: LexicalSnapshot
    columns: ColumnStore
    moment: str = ""
    only: Filter | None = None
    seen: frozenset[int] | None = None
    shown_generation: int | None = None
    words_once: WordsOnce = field(default_factory=WordsOnce, repr=False, compare=False)
    _filters: dict[bytes, Filter] = field(default_factory=dict, repr=False, compare=False)
    _texts: KeptTexts = field(default_factory=KeptTexts, repr=False, compare=False)

    @property
    def generation_id(self) -> GenerationId:
        """The generation that it shows."""
        return self.collection.generation_id

    @property
    def generation(self) -> int:
        """The number of the generation that it shows, as its audience counts them."""
        return self.collection.generation if self.shown_generation is None else self.shown_generation

    @property
    def state(self) -> tuple[GenerationId, str, frozenset[int] | None]:
        """What tells it from other snapshots of its collection."""
        return self.generation_id, self.moment, self.seen

    def seen_as(
        self, seen: frozenset[int], only: Filter | None = None, words: WordsOnce | None = None
    ) -> Snapshot:
        """The same for an audience; with `only` and `words` of its own where something is hidden from it."""
        if only is None:
            return replace(self, seen=seen)
        words = words or WordsOnce()
        return replace(self, seen=seen, only=only, words_once=words, _filters={})

    def read_through(self, catalog: SeenCatalog, generation: int | None = None) -> Snapshot:
        """The same, with what is found read through the catalog of an audience."""
        return replace(self, catalog=catalog, shown_generation=generation)

    def filter(self, filters: Mapping[str, object] | None) -> Filter | None:
        """Compile a filter for `dense` and `bm25`; None matches everything.  Raises `InvalidInput`."""
        if not filters:
            return self.only
        compiled = compile_filter(filters)
        key = hashlib.sha256(repr(compiled).encode()).digest()  # a filter itself may be long
        made = self._filters.get(key)
        if made is None:
            made = self.matching(compiled)
            if len(self._filters) < MOST_FILTERS:
                self._filters[key] = made
        return made

    def matching(self, compiled: CompiledFilter) -> Filter:
        """The passages that match a compiled filter, of those that the catalog shows."""
        with self.catalog.reading() as db:
            versions = matching_versions(db, self.collection.key, compiled, self.moment)
            ids = passages.of_versions(db, versions, self.moment)
            warnings = tuple(unmet(db, self.collection.key, compiled, any_version=bool(self.moment)))
        allowed = bitmap(ids, max(ids, default=-1) + 1)
        return Filter(allowed, self.lexical.version_filter(versions), len(ids), warnings)

    def dense(self, question: NDArray[np.float32], k: int, only: Filter | None = None) -> list[Hit]:
        """The `k` passages whose vectors are nearest to `question`, shape `(dimension,)`."""
        only = only or self.only
        return self.vectors.search(question, k, None if only is None else only.allowed)

    def bm25(
        self, question: str, k: int, only: Filter | None = None, also: Sequence[OtherWords] = ()
    ) -> list[Hit]:
        """The `k` best passages by BM25, by the question's words or other ones for them."""
        only = only or self.only
        if only is not None and not only.matches:
            return []
        return self.lexical.search(question, k, None if only is None else only.versions, also)

    def bm25_scores(
        self, question: str, ids: Sequence[int], also: Sequence[OtherWords] = ()
    ) -> dict[int, float]:
        """The BM25 scores of these passages, without those that share no word with the question."""
        return self.lexical.scores(question, ids, also)

    def held_ids(self) -> dict[str, set[int]]:
        """The ids of the passages that each derived store has."""
        return {"vectors": self.vectors.ids(), "lexical": self.lexical.ids()}

    @property
    def analyzer(self) -> TermAnalyzer:
        """Turns text into the terms of the lexical index."""
        return self.lexical.analyzer

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term in this collection."""
        return self.lexical.idf(terms)

    def columns_of(self, ids: Sequence[int], *, check: bool = False) -> PassageColumns:
        """What ranking needs of the passages with these ascending ids, without those that are erased.

        Args:
            check: Look for each in the catalog even if nothing has been erased since this generation.
        """
        db = self.catalog.connection
        if check or not generations.is_newest(db, self.collection.key, self.generation_id):
            there = passage_places.existing(db, ids)
            ids = [id for id in ids if id in there]
        return self.columns.of(np.array(ids, np.int64))

    def places(self, ids: Sequence[int]) -> dict[int, PassagePlace]:
        """The document and the offset of each of these passages."""
        return passage_places.places(self.catalog.connection, ids)

    @property
    def words(self) -> CollectionWords | None:
        """What its passages are written with, read at first use; None while those of a large one are read."""
        if len(self.vectors) <= MOST_READ_AT_ONCE:
            return self.words_once.get(self._own_texts)
        return self.words_once.get_soon(self._own_texts, self.catalog.close)

    def _own_texts(self) -> Iterator[Indexable]:
        """Its passages."""
        db = self.catalog.connection
        if self.moment:
            return earlier_passages.texts_valid_at(db, self.collection, self.moment)
        return passages.texts_since(db, self.collection, 0)

    def fetch(self, ids: Sequence[int], *, vectors: bool = True) -> dict[int, StoredPassage]:
        """The passages with these ids, without those deleted since this generation."""
        return whole_passages.fetch(self.catalog.connection, ids, vectors=vectors, keep=self._texts.keep)

    def version_metadata(
        self, document_id: str, version: str, source: str = ""
    ) -> Mapping[str, MetadataValue]:
        """The metadata of a version."""
        return version_metadata(self.catalog.connection, self.collection, document_id, version, source)

    def version_text(self, document_id: str, version: str) -> str:
        """The text that spans of `version` refer to.  Raises `NotFound`."""
        db = self.catalog.connection
        return self._texts.get(
            document_id, version, lambda: version_text(db, self.collection, document_id, version)
        )

    def places_of(self, document_id: str, version: str, span: Span, source: str = "") -> tuple[Place, Place]:
        """Where in its file the first and the last character of a span stand."""
        db = self.catalog.connection
        return structure.places_of(db, self.collection, document_id, version, span, source)

    def blocks_of(self, document_id: str, version: str, span: Span, source: str = "") -> list[Block]:
        """The blocks that a span touches, in order."""
        db = self.catalog.connection
        return structure.blocks_of(db, self.collection, document_id, version, span, source)

    def passages_of(
        self, document_id: str, version: str, source: str = "", *, most: int
    ) -> list[StoredPassage]:
        """The first passages of a version, in order; at most `most`."""
        db, moment = self.catalog.connection, self.moment
        return passages_of(db, self.collection, document_id, version, source, most=most, moment=moment)
