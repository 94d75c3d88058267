"""The index of a data folder: publish documents, delete them, and search the newest generation.

The transaction of the catalog commits a write.  The vector and lexical indexes catch up with it before the
write is acknowledged.  If a writer was killed in between, the next reader or writer lets them catch up.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from index.errors import DerivedStoreDamaged, NotFound, NotSearchable, SourcelineError, StorageFull
from index.search.snapshot import Snapshot
from index.store.catalog import (
    Catalog,
    claim_model,
    collections,
    documents,
    earlier_passages,
    jobs,
    next_generation,
    now,
    passages,
    sources,
    structure,
)
from index.store.catalog.collections import Collection
from index.store.catalog.documents import Address, Stored
from index.store.catalog.sources import Source
from index.store.derived_stores import DerivedStores
from index.store.earlier_states import EarlierStates
from index.store.free_space import check_room
from index.store.prepared_document import PreparedDocument
from index.store.receipts import CollectionReceipt, DeletionReceipt, receipt
from index.store.vectors import VectorIndex

log = logging.getLogger(__name__)

#: How long a reader waits for a writer that has committed but not yet published.
SNAPSHOT_TIMEOUT_SECONDS = 30.0


#: Called within the transaction of a write, with its generation: returns which documents may still be
#: written, and may write rows of its own.
Admission = Callable[[sqlite3.Connection, int], Container[Address]]


#: Called within a transaction with its generation; returns the collection that it has changed.
Change = Callable[[sqlite3.Connection, int], Collection]


class Move(NamedTuple):
    """A stored document gets another source or id."""

    document: Stored
    to: Address


class PassageIndex:
    """The index of a data folder.

    Args:
        home: The data folder; created if absent.
    """

    def __init__(self, home: Path) -> None:
        self.catalog = Catalog(home)
        self._stores: dict[int, DerivedStores] = {}
        self._snapshots: dict[int, Snapshot] = {}
        self._earlier = EarlierStates(self._stores_of)
        #: Collections that cannot be searched, by key: their names and the reasons.
        self._failures: dict[int, tuple[str, str]] = {}

    # Writing -----------------------------------------------------------------------------------------------

    def publish(
        self,
        name: str,
        prepared: Sequence[PreparedDocument],
        identity: Mapping[str, object],
        admission: Admission | None = None,
        moves: Sequence[Move] = (),
    ) -> int:
        """Make documents durable and searchable, all or none; returns the generation that has them.

        Args:
            name: Of the collection; created if new.
            prepared: Documents that differ from the stored ones.
            identity: Of the model that made the vectors.
            admission: Says which documents may be written; None admits all.
            moves: Done before, in the same transaction.
        """

        def write(db: sqlite3.Connection, generation: int) -> Collection:
            self.catalog.check_model(identity)
            claim_model(db, identity)
            collection = collections.find_or_create(db, name, generation)
            for move in moves:
                documents.move(db, collection, *move)
            admitted = None if admission is None else admission(db, generation)
            for item in prepared:
                source, id = address = Address(item.document.source, item.document.id)
                if admitted is not None and address not in admitted:
                    continue
                gone = passages.expire(db, collection, source, id, generation)
                passages.record_removals(db, collection, gone, generation)
                version = documents.put(
                    db, collection, item.document, item.fingerprint, item.recipe, item.signature
                )
                structure.put(db, version, item.blocks, item.document.places)
                passages.add(db, collection, version, item.document.text, item.passages, generation)
            return collection

        return self.change(write, prepared)

    def change(self, change: Change, prepared: Sequence[PreparedDocument] = ()) -> int:
        """Change the catalog in one transaction and let the derived stores follow; returns the generation.

        Args:
            prepared: Documents that it writes, for which there must be room on the disk.
        """
        with self.catalog.writer_lock():
            if prepared:
                check_room(self.catalog.home, prepared)
            with self.catalog.transaction() as db:
                generation = next_generation(db)
                collection = change(db, generation)
                collections.advance(db, collection, generation)
            self._catch_up(collection)
        self._refresh_own_readers(collection)
        return generation

    def claim_source(self, name: str, source: str, path: str = "", *, whole: bool = False) -> Source:
        """The source of a collection called `source`, made if it is new, with the `path` of its folder.

        Args:
            whole: The folder is read as a whole.
        """
        sources.check_name(source)
        try:
            with self.catalog.reading() as db:
                found = sources.find(db, collections.find(db, name), source)
            if path in ("", found.path) and whole <= found.whole:
                return found
        except NotFound:
            pass
        with self.catalog.writer_lock():
            with self.catalog.transaction() as db:
                try:
                    collection = collections.find(db, name)
                except NotFound:
                    generation = next_generation(db)
                    collection = collections.find_or_create(db, name, generation)
                    collections.advance(db, collection, generation)
                    collection = collections.find(db, name)
                found = sources.find_or_create(db, collection, source, path, whole=whole)
            self._catch_up(collection)
        return found

    def delete(self, name: str, document_id: str, source: str = "") -> DeletionReceipt:
        """Delete a document with all its versions from every store.  Raises `NotFound`, `Ambiguous`."""
        return self.delete_several(name, [Address(source, document_id)])[0]

    def delete_several(
        self, name: str, addresses: Sequence[Address], *, with_source: str = ""
    ) -> list[DeletionReceipt]:
        """Delete documents, all or none; returns a receipt for each.

        Args:
            with_source: Delete this source, too, whose documents these are.

        Raises:
            NotFound: One of them is not there.
            Ambiguous: It is not said of which source one is, and several have one.
        """
        with self.catalog.writer_lock():
            with self.catalog.transaction() as db:
                collection = collections.find(db, name)
                generation = next_generation(db)
                gone = []
                for source, id in addresses:
                    deleted = documents.delete(db, collection, id, source)
                    jobs.remove_document(db, name, *deleted.address)
                    passages.record_removals(db, collection, deleted.live_passages, generation)
                    gone.append(deleted)
                if with_source:
                    sources.delete(db, sources.find(db, collection, with_source))
                collections.advance(db, collection, generation)
                # Before the commit, so that a killed process leaves no vectors of a deleted document.
                self._stores_of(collection).delete_vectors()
            self._catch_up(collection)
            self.catalog.scrub_log()
        self._refresh_own_readers(collection)
        return [receipt(deleted, name, generation) for deleted in gone]

    def delete_collection(self, name: str) -> CollectionReceipt:
        """Delete a collection with all that is in it from every store.  Raises `NotFound`."""
        with self.catalog.writer_lock():
            with self.catalog.transaction() as db:
                collection = collections.find(db, name)
                erased = collections.delete(db, collection)
                forgotten = jobs.remove_collection(db, name)
                generation = next_generation(db)
                # Before the commit, so that a killed process leaves nothing of it.
                self._stores_of(collection).delete_folder()
            self.catalog.scrub_log()
        self._earlier.forget(collection)
        self._drop_snapshot(collection)
        self._stores.pop(collection.key, None)
        self._failures.pop(collection.key, None)
        *counts, live = erased
        stores = {
            "catalog": dict(zip(erased._fields, counts, strict=False)),
            "vectors": {"passages": live},
            "lexical": {"passages": live},
            "jobs": {"jobs": forgotten},
        }
        return CollectionReceipt(name, generation, now(), stores)

    def _catch_up(self, collection: Collection) -> None:
        try:
            self._stores_of(collection).catch_up(collection.name)
        except StorageFull as error:
            raise StorageFull(
                f"The disk of {self.catalog.home} is full: the change is stored, "
                "but cannot be searched until there is space.",
                field=error.field,
                hint="Free some space; then it is searchable and need not be sent again.",
            ) from error

    # Reading -----------------------------------------------------------------------------------------------

    def snapshot(self, name: str) -> Snapshot:
        """The newest published generation of a collection.

        Fast while nothing has changed.  While another thread loads the next one, this is the previous one.

        Raises:
            NotFound: There is no such collection.
            NotSearchable: It was not published in time.
            StorageFull: There is no space to build what is missing.
        """
        collection = collections.find(self.catalog.connection, name)
        current = self._snapshots.get(collection.key)
        if current is not None and current.generation_id == collection.generation_id:
            return current
        refresh_lock = self._stores_of(collection).refresh_lock
        if not refresh_lock.acquire(timeout=SNAPSHOT_TIMEOUT_SECONDS if current is None else 0):
            if current is not None:
                return current
            raise _timed_out(collection)
        try:
            return self._refresh(collection)
        finally:
            refresh_lock.release()

    def snapshot_as_of(self, name: str, moment: str) -> Snapshot:
        """The versions of a collection that were current at a moment and have not been erased since.

        Args:
            moment: ISO 8601 as in the catalog.

        Raises:
            As `snapshot`.
        """
        return self._earlier.at(self.snapshot(name), moment)

    def first_change(self, snapshot: Snapshot) -> str:
        """When the oldest version that is kept of a collection became current; empty if none is."""
        return earlier_passages.first_valid(self.catalog.connection, snapshot.collection)

    def _refresh_own_readers(self, collection: Collection) -> None:
        """Let the readers of this process see a write before it is acknowledged."""
        self._earlier.forget(collection)
        if collection.key in self._snapshots:
            with self._stores_of(collection).refresh_lock:
                self._refresh(collection)

    def _refresh(self, collection: Collection) -> Snapshot:
        """Load what changed since the current snapshot.  Needs the collection's `refresh_lock`."""
        try:
            fresh = self._load(collection)
        except NotFound:
            self._failures.pop(collection.key, None)
            raise
        except Exception as error:
            self._failures[collection.key] = (collection.name, str(error))
            raise
        self._failures.pop(collection.key, None)
        self._snapshots[collection.key] = fresh
        return fresh

    def _load(self, collection: Collection) -> Snapshot:
        stores = self._stores_of(collection)
        current = self._snapshots.get(collection.key)
        deadline = time.monotonic() + SNAPSHOT_TIMEOUT_SECONDS
        while True:
            with self.catalog.reading() as db:
                collection = collections.find(db, collection.name)
                if current is not None and current.generation_id == collection.generation_id:
                    return current
                lexical = stores.lexical(collection)
                if lexical is not None:
                    vectors = stores.vectors(db, collection, current.vectors if current else None)
                    break
            if current is None:
                self._failures[collection.key] = (collection.name, "It is catching up.")
            if time.monotonic() > deadline:
                raise _timed_out(collection)
            try:
                if not self._finish_for_dead_writer(collection):
                    time.sleep(0.01)
            except StorageFull as error:
                log.warning("Generation %d waits for space on the disk: %s", collection.generation, error)
                if (earlier := current or self._earlier_snapshot(collection)) is None:
                    raise
                return earlier
        stores.save(collection.name, vectors)
        stores.verify_in_background(lambda: self._reload(collection))
        return Snapshot(self.catalog, collection, vectors, lexical)

    def _earlier_snapshot(self, collection: Collection) -> Snapshot | None:
        """The generation of the lexical index, while the disk has no space for the newest one."""
        with self.catalog.reading() as db:
            lexical = self._stores_of(collection).lexical_of_any_generation(db, collection)
            if lexical is None:
                return None
            generation, token = lexical.generation_id
            ids, vectors = passages.vectors_at(db, collection, generation)
        dense = VectorIndex.build(lexical.generation_id, ids, vectors, vectors.shape[1] or 1)
        return Snapshot(self.catalog, collection._replace(generation=generation, token=token), dense, lexical)

    def _finish_for_dead_writer(self, collection: Collection) -> bool:
        """Finish publishing for a writer that was killed; False while a writer is active."""
        with self.catalog.writer_lock(wait=False) as acquired:
            if acquired:
                self._stores_of(collection).catch_up(collection.name)
        return acquired

    def _stores_of(self, collection: Collection) -> DerivedStores:
        stores = self._stores.get(collection.key)
        if stores is None:
            stores = DerivedStores(self.catalog, collection.key)
            stores = self._stores.setdefault(collection.key, stores)
        return stores

    # Damage ------------------------------------------------------------------------------------------------

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None:
        """Handle damage that a search found: rebuild the store for the next snapshot.

        Raises:
            DerivedStoreDamaged: The checksums of all files are right, so rebuilding would not help.
        """
        if not self.verify(name):
            raise damage

    def verify(self, name: str) -> list[DerivedStoreDamaged]:
        """Read every byte of a collection's derived stores; returns the damage, which is rebuilt later."""
        collection = collections.find(self.catalog.connection, name)
        damages = self._stores_of(collection).verify()
        if damages:
            self._drop_snapshot(collection)
        return damages

    def rebuild(self, name: str) -> None:
        """Delete the derived stores of a collection and rebuild them."""
        collection = collections.find(self.catalog.connection, name)
        with self.catalog.writer_lock():
            self._stores_of(collection).discard()
        self._drop_snapshot(collection)
        self.snapshot(name)

    def _drop_snapshot(self, collection: Collection) -> None:
        with self._stores_of(collection).refresh_lock:
            self._snapshots.pop(collection.key, None)

    def _reload(self, collection: Collection) -> None:
        self._drop_snapshot(collection)
        self._try_snapshot(collection.name)

    def make_searchable(self) -> None:
        """Let every collection catch up after a killed writer or damage; `unsearchable` lists failures."""
        for collection, _ in collections.all_collections(self.catalog.connection):
            if not self._stores_of(collection).is_current(collection):
                self._try_snapshot(collection.name)

    @property
    def has_failures(self) -> bool:
        """Whether any collection could not be searched."""
        return bool(self._failures)

    def unsearchable(self) -> dict[str, str]:
        """Try the failed collections again; returns those that still cannot be searched, with the reason."""
        for key, (name, _) in [*self._failures.items()]:
            if not self._stores[key].refresh_lock.locked():
                self._try_snapshot(name)
        return dict(self._failures.values())

    def _try_snapshot(self, name: str) -> None:
        try:
            self.snapshot(name)
        except SourcelineError as error:
            log.warning("Collection %r cannot be searched. %s", name, error)
        except Exception:
            log.exception("Collection %r cannot be searched.", name)


def _timed_out(collection: Collection) -> NotSearchable:
    return NotSearchable(
        f"Generation {collection.generation} of collection {collection.name!r} was not published "
        f"within {SNAPSHOT_TIMEOUT_SECONDS:.0f} s.",
        field="collection",
        hint="Send it again in a moment.  If that does not help, find the process that locks writer.lock.",
    )
