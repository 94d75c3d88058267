"""The index of a data folder: publish documents, delete them, hold the newest generation for searching.

The catalog's transaction commits a write; FAISS and tantivy follow it before the write is acknowledged.
Whoever finds a follower behind (its writer was killed) brings it forward.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from index.errors import StorageFull
from index.ingest.prepare import Prepared
from index.search.snapshot import Snapshot
from index.store.catalog import (
    Catalog,
    claim_model,
    jobs,
    next_generation,
    now,
    passages,
    storage_errors,
)
from index.store.catalog import collections as shelves
from index.store.catalog import documents as rows
from index.store.catalog.collections import Collection
from index.store.lexical import LexicalIndex, LexicalSnapshot
from index.store.vectors import LONGEST_TAIL, VectorIndex

log = logging.getLogger(__name__)

#: Room that must be free beside what a write is reckoned to need.
SPARE_BYTES = 4 << 20
#: Above this many removals, and a quarter of what is alive, the lexical index is written anew.
FORGOTTEN = 1000
#: How long a reader waits for a writer that has committed but not yet published.
PATIENCE_SECONDS = 30.0


#: Which documents, by id, a write is still to bring.
Wanted = Callable[[sqlite3.Connection], Container[str]]


class Receipt(NamedTuple):
    """Proof of a deletion: what went from which store."""

    document_id: str
    collection: str
    generation: int
    deleted_at: str
    erased: Mapping[str, Mapping[str, int]]


class PassageIndex:
    """A data folder.

    Args:
        home: Where it is; made if absent.
    """

    def __init__(self, home: Path) -> None:
        self.catalog = Catalog(home)
        self._lexicals: dict[int, LexicalIndex] = {}
        self._snapshots: dict[int, Snapshot] = {}
        self._refreshing = threading.Lock()

    # Writing -----------------------------------------------------------------------------------------------

    def publish(
        self,
        name: str,
        prepared: Sequence[Prepared],
        identity: Mapping[str, object],
        wanted: Wanted | None = None,
    ) -> int:
        """Make documents durable and searchable, all or nothing; returns the generation that holds them.

        Args:
            name: The collection; made if new.
            prepared: Documents that differ from what is kept.
            identity: Of the model that made the vectors.
            wanted: Which ids to write still, as of the commit; None takes all.
        """
        with self.catalog.writer_lock():
            self._check_room(prepared)
            with self.catalog.transaction() as db:
                self.catalog.check_model(identity)
                claim_model(db, identity)
                generation = next_generation(db)
                collection = shelves.find_or_create(db, name, generation)
                ids = {item.document.id for item in prepared} if wanted is None else wanted(db)
                for item in (item for item in prepared if item.document.id in ids):
                    gone = passages.expire(db, collection, item.document.id, generation)
                    passages.note_removals(db, collection, gone, generation)
                    version = rows.put(db, collection, item.document, item.mark)
                    passages.add(db, collection, version, item.document.text, item.passages, generation)
                shelves.advance(db, collection, generation)
            self._follow_or_tell(name)
        self._renew(collection)
        return generation

    def delete(self, name: str, document_id: str) -> Receipt:
        """Erase a document with all its versions from every store.  Raises `NotFound`."""
        with self.catalog.writer_lock():
            with self.catalog.transaction() as db:
                collection = shelves.find(db, name)
                erased = rows.erase(db, collection, document_id)
                jobs.forget(db, name, document_id)
                generation = next_generation(db)
                passages.note_removals(db, collection, erased.live, generation)
                shelves.advance(db, collection, generation)
            self._follow_or_tell(name)
            VectorIndex.discard(self._folder(collection))
            self.catalog.scrub_log()
        self._renew(collection)
        stores = {
            "catalog": {
                "versions": erased.versions,
                "passages": erased.passages,
                "sentences": erased.sentences,
            },
            "vectors": {"passages": len(erased.live)},
            "lexical": {"passages": len(erased.live)},
        }
        return Receipt(document_id, name, generation, now(), stores)

    def _check_room(self, prepared: Sequence[Prepared]) -> None:
        """Refuse a write that the disk could not hold, before anything of it is written."""
        texts = sum(len(item.document.text.encode()) for item in prepared)
        vectors = sum(
            v.passage.nbytes + v.sentences.nbytes + v.tokens.nbytes
            for p in prepared
            for _, v, _ in p.passages
        )
        needed = 6 * texts + 2 * vectors + SPARE_BYTES
        free = shutil.disk_usage(self.catalog.home).free
        if free < needed:
            raise StorageFull(
                f"The disk that holds {self.catalog.home} has {free >> 10} KiB free, "
                f"this write needs {needed >> 10} KiB; nothing of it was kept.",
                field="SOURCELINE_HOME",
                hint="Free some space or move the data folder, then send it again.",
            )

    def _follow_or_tell(self, name: str) -> None:
        try:
            self._follow(name)
        except StorageFull as error:
            raise StorageFull(
                f"The disk that holds {self.catalog.home} is full: the change is kept, "
                "but cannot be searched until there is room.",
                field=error.field,
                hint="Free some space; it is searchable then, and need not be sent again.",
            ) from error

    def _follow(self, name: str) -> None:
        """Bring the lexical index to the catalog's generation.  Needs the writer's lock."""
        with storage_errors(self.catalog.home), self.catalog.reading() as db:
            collection = shelves.find(db, name)
            index = self._lexical(collection)
            kept = index.snapshot().generation
            gone = passages.removed_since(db, collection, collection.pruned)
            anew = kept < collection.pruned or (
                len(gone) > FORGOTTEN and len(gone) > passages.live(db, collection) // 4
            )
            if kept < collection.generation or anew:
                index.advance(
                    collection.generation,
                    passages.texts_since(db, collection, 0 if anew else kept),
                    [] if anew else passages.removed_since(db, collection, kept),
                    anew=anew,
                )
        if anew:
            with self.catalog.transaction() as db:
                passages.prune_removals(db, collection, collection.generation)

    # Reading -----------------------------------------------------------------------------------------------

    def snapshot(self, name: str) -> Snapshot:
        """The newest published generation of a collection.  Raises `NotFound`.

        Cheap while nothing has changed; while another thread is loading the next generation, the last one.
        """
        collection = shelves.find(self.catalog.connection, name)
        current = self._snapshots.get(collection.key)
        if current is not None:
            if current.generation >= collection.generation or not self._refreshing.acquire(blocking=False):
                return current
        else:
            self._refreshing.acquire()
        try:
            return self._refresh(collection)
        finally:
            self._refreshing.release()

    def _renew(self, collection: Collection) -> None:
        """After a write of this process: have its own readers see it before it is acknowledged."""
        if collection.key in self._snapshots:
            with self._refreshing:
                self._refresh(collection)

    def _refresh(self, collection: Collection) -> Snapshot:
        """Load what changed since the snapshot in hand.  Needs `_refreshing`."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            current = self._snapshots.get(collection.key)
            with self.catalog.reading() as db:
                collection = shelves.find(db, collection.name)
                if current is not None and current.generation >= collection.generation:
                    return current
                lexical = self._lexical(collection).snapshot()
                if lexical.generation == collection.generation:
                    kept = current.vectors if current else VectorIndex.load(self._folder(collection))
                    vectors = self._advanced(kept, collection)
                    break
            try:
                waiting = lexical.generation < collection.generation and not self._take_over(collection)
            except StorageFull as error:
                log.warning("Generation %d waits for room on the disk: %s", collection.generation, error)
                return current or self._held_back(collection, lexical)
            if waiting:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"generation {collection.generation} was not published in time")
                time.sleep(0.01)
        self._keep(collection, kept, vectors)
        fresh = Snapshot(self.catalog, collection, vectors, lexical)
        self._snapshots[collection.key] = fresh
        return fresh

    def _held_back(self, collection: Collection, lexical: LexicalSnapshot) -> Snapshot:
        """The generation that the lexical index still has, while the disk has no room for the newest."""
        ids, vectors = passages.vectors_at(self.catalog.connection, collection, lexical.generation)
        dense = VectorIndex.build(lexical.generation, ids, vectors, self._dimension())
        return Snapshot(self.catalog, collection._replace(generation=lexical.generation), dense, lexical)

    def _take_over(self, collection: Collection) -> bool:
        """Finish publishing for a writer that is gone; False while one is at work."""
        with self.catalog.writer_lock(wait=False) as had:
            if had:
                self._follow(collection.name)
        return had

    def _advanced(self, kept: VectorIndex | None, collection: Collection) -> VectorIndex:
        db = self.catalog.connection
        if kept is None or not collection.pruned <= kept.generation <= collection.generation:
            ids, vectors = passages.vectors_since(db, collection, 0)
            return VectorIndex.build(collection.generation, ids, vectors, self._dimension())
        ids, vectors = passages.vectors_since(db, collection, kept.generation)
        removed = passages.removed_since(db, collection, kept.generation)
        return kept.advanced(collection.generation, ids, vectors, removed)

    def _keep(self, collection: Collection, kept: VectorIndex | None, vectors: VectorIndex) -> None:
        """Save a large new base, so that opening the folder need not read every vector of the catalog."""
        if vectors.base.ntotal < LONGEST_TAIL or (kept is not None and kept.base is vectors.base):
            return
        try:
            with storage_errors(self.catalog.home):
                vectors.save(self._folder(collection))
        except StorageFull as error:
            log.warning("The vector index was not saved and will be read from the catalog: %s", error)

    def _dimension(self) -> int:
        model = self.catalog.model()
        return int(str(model["dimension"])) if model else 1

    def _folder(self, collection: Collection) -> Path:
        return self.catalog.home / "collections" / str(collection.key)

    def _lexical(self, collection: Collection) -> LexicalIndex:
        index = self._lexicals.get(collection.key)
        if index is None:
            index = LexicalIndex(self._folder(collection) / "lexical")
            self._lexicals[collection.key] = index
        return index
