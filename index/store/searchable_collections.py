"""The collections of a data folder as readers see them: each at its newest published generation.

If a writer was killed between its commit and the publication, the next reader lets the derived stores
catch up.  Damaged stores are built again from the catalog.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from index.access import Audience
from index.errors import (
    DerivedStoreDamaged,
    NotFound,
    NotSearchable,
    SourcelineError,
    StorageFull,
    StorageUnusable,
)
from index.search.collection_words import WordsOnce
from index.search.snapshot import Snapshot
from index.store.catalog import Catalog, collections, earlier_passages, passages
from index.store.catalog.collections import Collection
from index.store.derived_stores import DerivedStores
from index.store.earlier_states import EarlierStates
from index.store.protocol import StoreGeneration
from index.store.seen_collections import SeenCollections, SeenSnapshots
from index.store.vector_segments import Segment
from index.store.vectors import VectorIndex

log = logging.getLogger(__name__)

#: How long a reader waits for a writer that has committed but not yet published.
SNAPSHOT_TIMEOUT_SECONDS = 30.0
#: From the moment when a thread began to load a new generation, the others wait so long for it.
SECONDS_TO_BE_FRESH = 0.25


class SearchableCollections:
    """The collections of a data folder, to be searched.

    Args:
        home: The data folder; created if absent.
        catalog: Its catalog; opened without.
    """

    #: Whether documents can be listed and written by this process.
    keeps_documents = True

    def __init__(self, home: Path, catalog: Catalog | None = None) -> None:
        self.catalog = catalog or Catalog(home)
        self._stores: dict[int, DerivedStores] = {}
        self._snapshots: dict[int, Snapshot] = {}
        self._earlier = EarlierStates(self._stores_of)
        self.seen_snapshots = SeenSnapshots()
        #: Collections that cannot be searched, by key: their names and the reasons.
        self._failures: dict[int, tuple[str, str]] = {}

    def seen_by(self, audience: Audience) -> SeenCollections:
        """The collections without what is hidden from an audience."""
        return SeenCollections(self, audience)

    def snapshot(self, name: str) -> Snapshot:
        """The newest published generation of a collection.

        Fast while nothing has changed.  While another thread takes long to load the next one, this is the
        previous one.

        Raises:
            NotFound: There is no such collection.
            NotSearchable: It was not published in time.
            StorageFull, StorageUnusable: What is missing cannot be built on this disk.
        """
        collection = collections.find(self.catalog.connection, name)
        current = self._snapshots.get(collection.key)
        if current is not None and current.generation_id == collection.generation_id:
            return current
        stores = self._stores_of(collection)
        refresh_lock = stores.refresh_lock
        patience = SNAPSHOT_TIMEOUT_SECONDS if current is None else _patience(stores, collection)
        if not refresh_lock.acquire(timeout=patience):
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

    def first_change(self, snapshot: StoreGeneration) -> str:
        """When the oldest version that is kept of a collection became current; empty if none is."""
        return earlier_passages.first_valid(self.catalog.connection, snapshot.collection)

    def check_model(self, identity: Mapping[str, object]) -> None:
        """Raise `IndexMismatch` if another model made the vectors."""
        self.catalog.check_model(identity)

    def reading(self) -> AbstractContextManager[object]:
        """One view of the catalog for all that a question reads."""
        return self.catalog.reading()

    def _refresh_own_readers(self, collection: Collection) -> None:
        """Let the readers of this process see a write before it is acknowledged."""
        self._earlier.forget(collection)
        self.seen_snapshots.forget(collection.key)
        if collection.key in self._snapshots:
            with self._stores_of(collection).refresh_lock:
                self._refresh(collection)

    def _refresh(self, collection: Collection) -> Snapshot:
        """Load what changed since the current snapshot.  Needs the collection's `refresh_lock`."""
        self._stores_of(collection).refresh_began = time.monotonic()
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
                    stores.columns.open(collection)
                    break
            if current is None:
                self._failures[collection.key] = (collection.name, "It is catching up.")
            if time.monotonic() > deadline:
                raise _timed_out(collection)
            try:
                if not self._finish_for_dead_writer(collection):
                    time.sleep(0.01)
            except (StorageFull, StorageUnusable) as error:
                log.warning("Generation %d waits until it can be written: %s", collection.generation, error)
                if (earlier := current or self._earlier_snapshot(collection)) is not None:
                    return earlier
                if isinstance(error, StorageFull):
                    raise
                return self._snapshot_in_memory(collection.name)
        stores.save(collection.name, vectors)
        stores.saved_vectors.renew_beside(vectors, partial(self._use_base, collection))
        stores.verify_in_background(lambda: self._reload(collection))
        before = None if current is None else current.words_once.known
        words = WordsOnce(partial(stores.words.newest, before))
        return Snapshot(self.catalog, collection, vectors, lexical, stores.columns, words_once=words)

    def _use_base(self, collection: Collection, base: Segment) -> None:
        """Search over another base from now on."""
        with self._stores_of(collection).refresh_lock:
            if (now := self._snapshots.get(collection.key)) is not None:
                self._snapshots[collection.key] = replace(now, vectors=now.vectors.with_base(base))

    def _earlier_snapshot(self, collection: Collection) -> Snapshot | None:
        """The generation of the lexical index, while the disk has no space for the newest one."""
        with self.catalog.reading() as db:
            lexical = self._stores_of(collection).lexical_of_any_generation(db, collection)
            if lexical is None:
                return None
            generation, token = lexical.generation_id
            ids, vectors = passages.vectors_at(db, collection, generation)
        dense = VectorIndex.build(lexical.generation_id, ids, vectors, vectors.shape[1] or 1)
        earlier = collection._replace(generation=generation, token=token)
        return Snapshot(self.catalog, earlier, dense, lexical, self._stores_of(collection).columns)

    def _snapshot_in_memory(self, name: str) -> Snapshot:
        """The newest generation of a folder that cannot be written to, where no index is to be opened."""
        with self.catalog.reading() as db:
            collection = collections.find(db, name)
            stores = self._stores_of(collection)
            lexical, vectors = stores.lexical_anew(collection), stores.vectors(db, collection, None)
        return Snapshot(self.catalog, collection, vectors, lexical, stores.columns)

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

    def unreferenced_files(self, collection: Collection) -> list[Path]:
        """What a killed writer left in a collection's folder.  Needs the writer lock."""
        return [path for files in self._stores_of(collection).stores for path in files.unreferenced()]

    def _drop_snapshot(self, collection: Collection) -> None:
        with self._stores_of(collection).refresh_lock:
            self._snapshots.pop(collection.key, None)
        self.seen_snapshots.forget(collection.key)

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


def _patience(stores: DerivedStores, collection: Collection) -> float:
    """How many seconds to wait for the next snapshot, which another thread is loading.

    A generation that is published may be one that another process has acknowledged: whoever asks this one
    next should find it.
    """
    if not stores.is_published(collection):
        return 0.0
    return max(0.0, stores.refresh_began + SECONDS_TO_BE_FRESH - time.monotonic())


def _timed_out(collection: Collection) -> NotSearchable:
    return NotSearchable(
        f"Generation {collection.generation} of collection {collection.name!r} was not published "
        f"within {SNAPSHOT_TIMEOUT_SECONDS:.0f} s.",
        field="collection",
        hint="Send it again in a moment.  If that does not help, find the process that locks writer.lock.",
    )
