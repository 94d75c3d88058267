"""The index whose passages are in Milvus.

One process writes: it has the catalog, which stays the record, and brings Milvus to it before a write is
acknowledged.  Any number of others answer: they have no catalog and no data folder, only the address of
Milvus.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from index.access import Audience
from index.errors import (
    DerivedStoreDamaged,
    IndexMismatch,
    NotSearchable,
    NotSupported,
    SourcelineError,
)
from index.store.catalog import Catalog, collections, now
from index.store.catalog.collections import Collection, unknown
from index.store.milvus import heads
from index.store.milvus.absent_catalog import AbsentCatalog
from index.store.milvus.attributes import check_written
from index.store.milvus.connection import Milvus
from index.store.milvus.follower import MilvusFollower
from index.store.milvus.generation import MilvusGeneration
from index.store.milvus.heads import Head
from index.store.milvus.seen import SeenMilvus
from index.store.milvus.statistics import Statistics, statistics_of
from index.store.milvus.unlabelled import check_unlabelled
from index.store.passage_index import Change, PassageIndex
from index.store.prepared_document import PreparedDocument
from index.store.protocol import StoreGeneration
from index.store.receipts import CollectionReceipt
from index.store.stemming import TermAnalyzer

log = logging.getLogger(__name__)

#: A head is read again so often where what it names was replaced meanwhile.
TRIES = 5


class MilvusIndex(PassageIndex):
    """An index in Milvus, to be searched, and where `writes` is set to be written.

    Args:
        home: The data folder of the catalog; not touched where only questions are answered.
        milvus: Where the passages are.
        writes: Whether this process has the catalog and writes.
    """

    def __init__(self, home: Path, milvus: Milvus, *, writes: bool) -> None:
        super().__init__(home, Catalog(home) if writes else AbsentCatalog(home))
        self._milvus = milvus
        self._follower = MilvusFollower(milvus, self.catalog)
        self._writes = self.keeps_documents = writes
        self._analyzer = TermAnalyzer()
        self._newest: dict[int, MilvusGeneration] = {}
        self._statistics: dict[int, dict[str, Statistics]] = {}

    # Searching ---------------------------------------------------------------------------------------------

    def snapshot(self, name: str) -> MilvusGeneration:  # type: ignore[override]
        """The newest published generation of a collection.

        Raises:
            NotFound: There is no such collection.
            NotSearchable: Its statistics were replaced during every try.
        """
        for _ in range(TRIES):
            head = self._head(name)
            known = self._newest.get(head.collection.key)
            if known is not None and known.head == head:
                return known
            statistics = self._statistics_of(head)
            if statistics is not None:
                found = MilvusGeneration(self._milvus, head, statistics, self._analyzer)
                self._newest[head.collection.key] = found
                return found
        raise NotSearchable(
            f"Collection {name!r} changed during each of {TRIES} tries to read it.",
            field="collection",
            hint="Send it again in a moment.",
        )

    def _head(self, name: str) -> Head:
        found = [one for one in self._heads() if one.collection.name == name]
        if found:
            return found[0]
        if self._writes:  # it may be empty, or not yet published
            collection = collections.find(self.catalog.connection, name)
            return Head(collection, [], {}, "")
        raise unknown(name)

    def _heads(self) -> list[Head]:
        return heads.all_heads(self._milvus) if self._milvus.has_tables() else []

    def _statistics_of(self, head: Head) -> Statistics | None:
        """The statistics of a generation; None where some of them are there no more."""
        known = self._statistics.get(head.collection.key, {})
        missing = [token for token in head.statistics if token not in known]
        read = {**known, **statistics_of(self._milvus, head.collection.key, missing)}
        if not all(token in read for token in head.statistics):
            return None
        self._statistics[head.collection.key] = {token: read[token] for token in head.statistics}
        whole = Statistics()
        for token in head.statistics:
            whole.add(read[token])
        return whole

    def snapshot_as_of(self, name: str, moment: str) -> MilvusGeneration:  # type: ignore[override]
        """Not here: Milvus keeps current versions only.  Raises `NotSupported`."""
        raise NotSupported(
            "Milvus keeps current versions only, so it cannot answer as of an earlier time.",
            field="as_of",
            hint="Leave it out, or ask a service whose store is embedded.",
        )

    def first_change(self, snapshot: StoreGeneration) -> str:
        """Not known: no earlier state can be asked for."""
        return ""

    def reading(self) -> AbstractContextManager[object]:
        """Nothing is held: a generation stays readable until it is replaced twice."""
        return nullcontext()

    def seen_by(self, audience: Audience) -> SeenMilvus:
        """What an audience sees: all that is in Milvus, for nothing there has labels."""
        return SeenMilvus(self, audience)

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None:
        """Milvus mends its own files."""
        raise damage

    def check_model(self, identity: Mapping[str, object]) -> None:
        """Raise `IndexMismatch` if the vectors in Milvus were made by another model."""
        if self._writes:
            super().check_model(identity)
        for head in self._heads():
            if head.model and dict(head.model) != dict(identity):
                raise IndexMismatch(
                    f"Collection {head.collection.name!r} in Milvus was indexed with another model "
                    f"({head.model.get('name')}) than the one set ({identity.get('name')}).",
                    field="SOURCELINE_EMBEDDING_MODEL",
                    hint="Set the model back, or name another SOURCELINE_MILVUS_PREFIX and ingest again.",
                )

    # Writing -----------------------------------------------------------------------------------------------

    def change(self, name: str, change: Change, prepared: Sequence[PreparedDocument] = ()) -> int:
        """Change the catalog in one transaction and let Milvus follow; returns the generation.

        Raises:
            InvalidInput: Metadata do not fit into Milvus; nothing is changed.
            NotSupported: A document would have labels; nothing is changed.
        """
        began = now()

        def checked(db: sqlite3.Connection, generation: int) -> Collection:
            collection = change(db, generation)
            check_written(db, collection, began)
            check_unlabelled(db, collection)
            return collection

        return super().change(name, checked, prepared)

    def _catch_up(self, collection: Collection) -> None:
        self._follower.follow(collection)

    def _refresh_own_readers(self, collection: Collection) -> None:
        """Nothing to do: each question reads the head."""

    def delete_collection(self, name: str) -> CollectionReceipt:
        """Delete a collection with all that is in it.  Raises `NotFound`."""
        with self.catalog.writer_lock():
            collection = collections.find(self.catalog.connection, name)
            # Before the catalog's commit: a killed process leaves at most what `follow` writes again.
            self._follower.forget(collection)
        done = super().delete_collection(name)
        self._forget_strangers()  # another process may have published it again in between
        return done

    def _forget_strangers(self) -> None:
        """Delete from Milvus what the catalog has no collection for."""
        with self.catalog.writer_lock():
            self._follower.forget_strangers()

    def verify(self, name: str) -> list[DerivedStoreDamaged]:
        """Milvus checks its own files."""
        return []

    def rebuild(self, name: str) -> None:
        """Write a collection to Milvus anew."""
        with self.catalog.writer_lock():
            collection = collections.find(self.catalog.connection, name)
            self._follower.forget(collection)
            self._follower.follow(collection)

    def make_searchable(self) -> None:
        """Let Milvus catch up with the catalog after a killed writer."""
        if not self._writes:
            return
        self._forget_strangers()
        for collection, _ in collections.all_collections(self.catalog.connection):
            try:
                with self.catalog.writer_lock():
                    self._follower.follow(collection)
            except SourcelineError as error:
                log.warning("Collection %r is not published: %s", collection.name, error)
                self._failures[collection.key] = (collection.name, str(error))
            else:
                self._failures.pop(collection.key, None)

    def unsearchable(self) -> dict[str, str]:
        """Try the failed collections again; returns those that are not published, with the reason."""
        if self._failures:
            self.make_searchable()
        return dict(self._failures.values())
