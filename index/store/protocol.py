"""The protocol of a store: all that answering a question asks of it, and all that writing tells it.

The embedded store (`passage_index.py`: SQLite, FAISS, tantivy, columns) is one implementation, Milvus
(`index/store/milvus/`) the other.  `SOURCELINE_STORE` chooses.  `qa/` knows only what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.blocks import Block
from index.documents import MetadataValue, Span
from index.errors import DerivedStoreDamaged
from index.places import Place
from index.search.collection_words import CollectionWords
from index.search.matching import FilterWarning
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from index.store.catalog.passage_places import Place as PassagePlace
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import PassageColumns
from index.store.other_words import OtherWords
from index.store.stemming import TermAnalyzer
from index.store.vectors import Hit


class StoreFilter(Protocol):
    """A filter as a generation compiled it; only that generation looks into it."""

    @property
    def warnings(self) -> tuple[FilterWarning, ...]:
        """Conditions that no document can meet."""


class Lexical(Protocol):
    """BM25 over the terms of one generation."""

    analyzer: TermAnalyzer

    def search(
        self, question: str, k: int, versions: Any = None, also: Sequence[OtherWords] = ()
    ) -> list[Hit]:
        """The `k` best passages that share a word with the question, best first, ties by id."""

    def scores(
        self, question: str, passages: Sequence[int], also: Sequence[OtherWords] = ()
    ) -> dict[int, float]:
        """The scores of `passages`, without those that share no word with the question."""

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term as in BM25."""


class StoreGeneration(Protocol):
    """One generation of one collection, to be searched.  It never changes; safe to use from many threads.

    Where `only` is asked for, it is what this generation's `filter` returned.
    """

    @property
    def collection(self) -> Collection:
        """The collection at this generation."""

    @property
    def moment(self) -> str:
        """It shows the versions that were current then; empty for now."""

    @property
    def generation_id(self) -> GenerationId:
        """The generation that it shows."""

    @property
    def state(self) -> tuple[object, ...]:
        """What tells it from other views of its collection; the generation comes first."""

    @property
    def generation(self) -> int:
        """The number of the generation."""

    def filter(self, filters: Mapping[str, object] | None) -> StoreFilter | None:
        """Compile a filter; None matches everything.  Raises `InvalidInput`."""

    def held_ids(self) -> Mapping[str, set[int]]:
        """The ids of the passages that each of its stores has, to be compared with the catalog's."""

    # Dense -------------------------------------------------------------------------------------------------

    def dense(self, question: NDArray[np.float32], k: int, only: Any = None) -> list[Hit]:
        """The `k` passages whose vectors are nearest to `question`, shape `(dimension,)`, best first."""

    # Lexical -----------------------------------------------------------------------------------------------

    @property
    def lexical(self) -> Lexical:
        """BM25 over its terms."""

    @property
    def analyzer(self) -> TermAnalyzer:
        """Turns text into the terms that it holds."""

    @property
    def words(self) -> CollectionWords | None:
        """What its passages are written with; None while that is read."""

    def bm25(self, question: str, k: int, only: Any = None, also: Sequence[OtherWords] = ()) -> list[Hit]:
        """The `k` best passages by BM25, by the question's words or other ones for them."""

    def bm25_scores(
        self, question: str, ids: Sequence[int], also: Sequence[OtherWords] = ()
    ) -> dict[int, float]:
        """The BM25 scores of these passages, without those that share no word with the question."""

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term."""

    # Evidence ----------------------------------------------------------------------------------------------

    def columns_of(self, ids: Sequence[int], *, check: bool = False) -> PassageColumns:
        """What ranking needs of the passages with these ascending ids, without those that are erased."""

    def places(self, ids: Sequence[int]) -> dict[int, PassagePlace]:
        """The document and the offset of each of these passages."""

    def fetch(self, ids: Sequence[int], *, vectors: bool = True) -> dict[int, StoredPassage]:
        """The passages with these ids, without those erased meanwhile; perhaps without their vectors."""

    def passages_of(
        self, document_id: str, version: str, source: str = "", *, most: int
    ) -> list[StoredPassage]:
        """The first passages of a version, in order; at most `most`."""

    # What is cited -----------------------------------------------------------------------------------------

    def version_text(self, document_id: str, version: str) -> str:
        """The text whose hash is `version`.  Raises `NotFound`."""

    def version_metadata(
        self, document_id: str, version: str, source: str = ""
    ) -> Mapping[str, MetadataValue]:
        """The metadata of a version; none if it is gone."""

    def places_of(self, document_id: str, version: str, span: Span, source: str = "") -> tuple[Place, Place]:
        """Where in its file the first and the last character of a span stand."""

    def blocks_of(self, document_id: str, version: str, span: Span, source: str = "") -> list[Block]:
        """The blocks that a span touches, in order."""


class Store(Protocol):
    """All collections of a store, to be searched.  Safe to call from many threads."""

    def snapshot(self, name: str) -> StoreGeneration:
        """The newest published generation of a collection.  Raises `NotFound`, `NotSearchable`."""

    def snapshot_as_of(self, name: str, moment: str) -> StoreGeneration:
        """The versions that were current at a moment.  Raises `NotFound`, `NotSupported`."""

    def first_change(self, snapshot: StoreGeneration) -> str:
        """When the oldest version that is kept of a collection became current; empty if none is."""

    def reading(self) -> AbstractContextManager[object]:
        """Keep what a question reads as it is, where the store can."""

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None:
        """Mend damage that a search found.  Raises it again where that cannot be done."""


class FollowingStore(Protocol):
    """What a write tells a store that follows the catalog.  Needs the writer lock.

    A write is committed by the catalog's transaction and acknowledged when the store has followed, so a
    killed writer leaves at most a store that is behind, and the next one lets it follow.
    """

    def follow(self, collection: Collection) -> None:
        """Bring a collection to the catalog's generation: publish what was added, remove what is gone.

        Passages that the catalog has no more are gone from the store when this returns.
        """

    def forget(self, collection: Collection) -> None:
        """Delete all that is kept of a collection."""
