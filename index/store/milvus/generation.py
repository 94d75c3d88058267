"""One generation of one collection in Milvus, ready to be searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.blocks import Block
from index.documents import MetadataValue, Span
from index.places import Place
from index.search.collection_words import CollectionWords
from index.search.filters import compile_filter
from index.search.matching import FilterWarning, unmet_by
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from index.store.catalog.passage_places import Place as PassagePlace
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import NOTHING, PassageColumns, columns_of
from index.store.milvus import evidence
from index.store.milvus.bounded_cache import BoundedCache
from index.store.milvus.connection import Milvus
from index.store.milvus.filter_expression import expression, has
from index.store.milvus.heads import Head
from index.store.milvus.lexical import MilvusLexical, Stored
from index.store.milvus.statistics import Statistics
from index.store.milvus.versions import StoredVersion, VersionName, find_versions
from index.store.other_words import OtherWords
from index.store.stemming import TermAnalyzer
from index.store.vectors import Hit

#: Passages and versions that a generation remembers: 50 MB of the one.
MOST_PASSAGES, MOST_VERSIONS = 4000, 64
#: Of so many passages that are fetched together, or fewer, the versions are read, too.
MOST_SHOWN = 32
_EVIDENCE = ("id", "evidence", "terms", "length", "rules")


class MilvusFilter(NamedTuple):
    """A filter as an expression over the rows of passages."""

    expression: str
    warnings: tuple[FilterWarning, ...] = ()


class _Held(NamedTuple):
    passage: StoredPassage
    stored: Stored


class MilvusGeneration:
    """One generation of one collection: a `StoreGeneration`.  Safe to use from many threads.

    Args:
        milvus: Where it is.
        head: What is published.
        statistics: Of the generation.
        analyzer: Turns texts into terms.
    """

    moment = ""

    def __init__(self, milvus: Milvus, head: Head, statistics: Statistics, analyzer: TermAnalyzer) -> None:
        self._milvus = milvus
        self.head = head
        self._statistics = statistics
        self.analyzer = analyzer
        key, number = head.collection.key, head.collection.generation
        self._visible = f"collection == {key} and added <= {number} and removed > {number}"
        self._passages: BoundedCache[int, _Held] = BoundedCache(MOST_PASSAGES)
        self._versions: BoundedCache[VersionName, list[StoredVersion]] = BoundedCache(MOST_VERSIONS)
        self.lexical = MilvusLexical(milvus, self._visible, statistics, self._stored, analyzer)

    def __len__(self) -> int:
        return self._statistics.passages

    @property
    def collection(self) -> Collection:
        """The collection at this generation."""
        return self.head.collection

    @property
    def generation_id(self) -> GenerationId:
        """The generation that it shows."""
        return self.collection.generation_id

    @property
    def state(self) -> tuple[object, ...]:
        """What tells it from other generations of its collection."""
        return (self.generation_id,)

    @property
    def generation(self) -> int:
        """The number of the generation that it shows."""
        return self.collection.generation

    def filter(self, filters: Mapping[str, object] | None) -> MilvusFilter | None:
        """Compile a filter; None matches everything.  Raises `InvalidInput`."""
        if not filters:
            return None
        compiled = compile_filter(filters)
        return MilvusFilter(expression(filters), tuple(unmet_by(compiled, self._has)))

    def _has(self, key: str, kind: str) -> bool:
        """Whether any passage has a value of this kind, or of any, under a key."""
        where = f"{self._visible} and {has(key, kind)}"
        return len(self) > 0 and self._milvus.count(self._milvus.passages, where) > 0

    def held_ids(self) -> Mapping[str, set[int]]:
        """The ids of its passages in Milvus."""
        rows = self._milvus.query(self._milvus.passages, self._visible, ("id",)) if self.head.model else []
        return {"milvus": {row["id"] for row in rows}}

    def _where(self, only: MilvusFilter | None) -> str:
        return self._visible if only is None else f"{self._visible} and {only.expression}"

    def dense(self, question: NDArray[np.float32], k: int, only: MilvusFilter | None = None) -> list[Hit]:
        """The `k` passages whose vectors are nearest to `question`, shape `(dimension,)`."""
        if not len(self):
            return []
        found = self._milvus.search(question.tolist(), "vector", k, self._where(only), ())
        hits = [Hit(id, score) for id, score, _ in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage))

    def bm25(
        self, question: str, k: int, only: MilvusFilter | None = None, also: Sequence[OtherWords] = ()
    ) -> list[Hit]:
        """The `k` best passages by BM25, by the question's words or other ones for them."""
        return self.lexical.search(question, k, None if only is None else only.expression, also)

    def bm25_scores(
        self, question: str, ids: Sequence[int], also: Sequence[OtherWords] = ()
    ) -> dict[int, float]:
        """The BM25 scores of these passages, without those that share no word with the question."""
        return self.lexical.scores(question, ids, also)

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term in this collection."""
        return self.lexical.idf(terms)

    @property
    def words(self) -> CollectionWords | None:
        """What its passages are written with."""
        return self._statistics.as_words()

    # Evidence ----------------------------------------------------------------------------------------------

    def _held(self, ids: Sequence[int], *, anew: bool = False) -> dict[int, _Held]:
        """The passages with these ids that are there, from memory where they were read before."""
        found = {} if anew else self._passages.get_all(ids)
        missing = [id for id in ids if id not in found]
        rows = self._milvus.with_ids(missing, _EVIDENCE) if missing else []
        for row, passage in evidence.read(self._milvus, rows):
            found[row["id"]] = _Held(passage, Stored(row["terms"], row["length"], row["rules"]))
        self._passages.put_all({id: found[id] for id in missing if id in found})
        return found

    def _stored(self, ids: Sequence[int]) -> dict[int, Stored]:
        return {id: held.stored for id, held in self._held(ids).items()}

    def fetch(self, ids: Sequence[int], *, vectors: bool = True) -> dict[int, StoredPassage]:
        """The passages with these ids, without those that are gone; with their vectors, which are here."""
        found = {id: held.passage for id, held in self._held(ids).items()}
        if len(found) <= MOST_SHOWN:  # these are cited next: one request in place of one for each
            self._read_versions({(one.document_id, one.version) for one in found.values()})
        return found

    def columns_of(self, ids: Sequence[int], *, check: bool = False) -> PassageColumns:
        """What ranking needs of the passages with these ascending ids, without those that are gone."""
        found = self._held(ids, anew=check)
        return columns_of([found[id].passage for id in sorted(found)]) if found else NOTHING

    def places(self, ids: Sequence[int]) -> dict[int, PassagePlace]:
        """The document and the offset of each of these passages."""
        found = {id: held.passage for id, held in self._held(ids).items()}
        return {id: PassagePlace(one.document_id, one.span.start) for id, one in found.items()}

    def passages_of(
        self, document_id: str, version: str, source: str = "", *, most: int
    ) -> list[StoredPassage]:
        """The first passages of a version, in order; at most `most`."""
        found = self._version(document_id, version, source)
        if found is None:
            return []
        where = f"{self._visible} and version == {found.key}"
        rows = self._milvus.query(self._milvus.passages, where, ("id", "start"))
        first = sorted(rows, key=lambda row: int(row["start"]))[:most]
        passages = self.fetch([row["id"] for row in first])
        return sorted(passages.values(), key=lambda passage: passage.span.start)

    # What is cited -----------------------------------------------------------------------------------------

    def _version(self, document_id: str, version: str, source: str = "") -> StoredVersion | None:
        found = self._read_versions({(document_id, version)}).get((document_id, version), [])
        return next((one for one in found if source in ("", one.source)), None)

    def _read_versions(self, names: Iterable[VersionName]) -> dict[VersionName, list[StoredVersion]]:
        """These versions, from memory where they were read before."""
        found = self._versions.get_all(names)
        read = find_versions(self._milvus, self.collection, [one for one in names if one not in found])
        self._versions.put_all(read)
        return found | read

    def version_text(self, document_id: str, version: str) -> str:
        """The text whose hash is `version`.  Raises `NotFound`, `StorageDamaged`."""
        found = self._version(document_id, version)
        if found is None:
            raise StoredVersion.missing(self.collection, document_id, version)
        return found.text

    def version_metadata(
        self, document_id: str, version: str, source: str = ""
    ) -> Mapping[str, MetadataValue]:
        """The metadata of a version; none if it is gone."""
        found = self._version(document_id, version, source)
        return {} if found is None else found.metadata

    def places_of(self, document_id: str, version: str, span: Span, source: str = "") -> tuple[Place, Place]:
        """Where in its file the first and the last character of a span stand."""
        found = self._version(document_id, version, source)
        return (Place(), Place()) if found is None else found.places_of(span)

    def blocks_of(self, document_id: str, version: str, span: Span, source: str = "") -> list[Block]:
        """The blocks that a span touches, in order."""
        found = self._version(document_id, version, source)
        return [] if found is None else found.blocks_of(span)
