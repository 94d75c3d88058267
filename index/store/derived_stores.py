"""The derived stores of one collection: keep them at the catalog's generation, rebuild them if damaged.

`DerivedStoreDamaged` is handled here: the store is rebuilt from the catalog, which has all of its data.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence

from index.errors import DerivedStoreDamaged, StorageFull, StorageUnusable
from index.store.catalog import Catalog, collections, earlier_passages, generations, passages
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from index.store.columns.column_store import ColumnStore
from index.store.derived_files import DerivedFiles
from index.store.lexical import LexicalIndex, LexicalSnapshot
from index.store.saved_vectors import SavedVectors
from index.store.sqlite_file import storage_errors
from index.store.vectors import VectorIndex
from index.store.words.word_store import WordStore

log = logging.getLogger(__name__)

#: With more removals than this, and than a quarter of the live passages, the lexical index is rewritten.
MIN_REMOVALS_FOR_REWRITE = 1000
#: What is verified on another thread waits so long, and gives way to others (`nice`): after a start, the
#: first answers need the disk.
SECONDS_BEFORE_VERIFYING, NICENESS = 2.0, 10


class DerivedStores:
    """The lexical index, the vectors, the columns and the words of one collection.

    Args:
        catalog: The catalog from which they are derived.
        key: Of the collection.
    """

    def __init__(self, catalog: Catalog, key: int) -> None:
        folder = catalog.home / "collections" / str(key)
        self._folder = folder
        self._catalog = catalog
        self._lexical = LexicalIndex(folder)
        self._vectors = DerivedFiles(folder, "vectors")
        self.saved_vectors = SavedVectors(catalog, key, self._vectors)
        self.columns = ColumnStore(catalog, key, DerivedFiles(folder, "columns"))
        self.words = WordStore(catalog, key, DerivedFiles(folder, "words"))
        self._unsaved = True
        self._verifying = threading.Lock()
        #: Held by the thread that loads the next generation.
        self.refresh_lock = threading.Lock()
        #: When it was taken last, of `time.monotonic`.
        self.refresh_began = 0.0

    @property
    def stores(self) -> tuple[DerivedFiles, ...]:
        """The files of all stores."""
        return self._lexical.files, self._vectors, self.columns.files, self.words.files

    # Lexical -----------------------------------------------------------------------------------------------

    def catch_up(self, name: str) -> None:
        """Bring the lexical index to the catalog's generation, and erase what is deleted.

        Needs the writer lock.
        """
        self.saved_vectors.finish_erasing()
        self.columns.finish_erasing()
        with storage_errors(self._catalog.home), self._catalog.reading() as db:
            collection = collections.find(db, name)
            try:
                prune = self._publish_lexical(db, collection, self._lexical_generation(db, collection))
            except DerivedStoreDamaged as damage:
                self._discard_damaged(self._lexical.files, damage)
                prune = self._publish_lexical(db, collection, None)
        if prune:
            with self._catalog.transaction() as db:
                passages.prune_removals(db, collection, collection.generation)

    def _lexical_generation(self, db: sqlite3.Connection, collection: Collection) -> int | None:
        """The generation of the lexical index; None if it has none that this catalog knows."""
        kept = self._lexical.snapshot()
        if kept is None or not self._is_known(db, collection, kept.generation_id, "lexical"):
            return None
        return kept.generation_id.number

    def _is_known(
        self, db: sqlite3.Connection, collection: Collection, generation_id: GenerationId, store: str
    ) -> bool:
        known = generations.is_known(db, collection.key, generation_id)
        if not known:
            log.warning(
                "The %s store of collection %r has a generation %d that this catalog does not know: "
                "it is rebuilt.",
                store,
                collection.name,
                generation_id.number,
            )
        return known

    def _publish_lexical(self, db: sqlite3.Connection, collection: Collection, kept: int | None) -> bool:
        """Publish the newest generation, based on generation `kept`.

        Returns:
            Whether the catalog can prune its removals, because the index was written from scratch.
        """
        removals = len(passages.removed_since(db, collection, collection.pruned))
        rewrite = removals > MIN_REMOVALS_FOR_REWRITE and removals > passages.count_live(db, collection) // 4
        if kept is None or kept < collection.pruned or rewrite:
            everything = passages.texts_since(db, collection, 0)
            self._lexical.advance(collection.generation_id, everything, [], from_scratch=True)
            return removals > 0
        if kept < collection.generation:
            added = passages.texts_since(db, collection, kept)
            removed = passages.removed_since(db, collection, kept)
            self._lexical.advance(collection.generation_id, added, removed, from_scratch=False)
        return False

    def lexical(self, collection: Collection) -> LexicalSnapshot | None:
        """The lexical index if it is at the collection's generation; None if it has to catch up."""
        try:
            found = self._lexical.snapshot()
        except DerivedStoreDamaged:
            return None  # `catch_up` meets the same damage and handles it
        return found if found is not None and found.generation_id == collection.generation_id else None

    def lexical_anew(self, collection: Collection) -> LexicalSnapshot:
        """The lexical index at the collection's generation, made of the catalog and kept in memory."""
        with self._catalog.reading() as db:
            texts = passages.texts_since(db, collection, 0)
            return self._lexical.in_memory(collection.generation_id, texts)

    def lexical_in_memory(self, collection: Collection, moment: str) -> LexicalSnapshot:
        """The lexical index as it would have been at a moment, of the versions that are kept."""
        with self._catalog.reading() as db:
            texts = earlier_passages.texts_valid_at(db, collection, moment)
            return self._lexical.in_memory(collection.generation_id, texts)

    def vectors_in_memory(self, collection: Collection, moment: str) -> VectorIndex:
        """The vectors as they would have been at a moment, of the versions that are kept."""
        with self._catalog.reading() as db:
            ids, vectors = earlier_passages.vectors_valid_at(db, collection, moment)
        return VectorIndex.build(collection.generation_id, ids, vectors, _dimension(self._catalog))

    def is_published(self, collection: Collection) -> bool:
        """Whether the lexical index says that it is at the collection's generation; nothing is checked."""
        try:
            kept = self._lexical.files.current()
        except DerivedStoreDamaged:
            return False
        return kept is not None and kept.generation_id == collection.generation_id

    def is_current(self, collection: Collection) -> bool:
        """Whether the lexical index is at the collection's generation and its files are not damaged."""
        try:
            kept = self._lexical.files.open_current(lambda build: build)
        except DerivedStoreDamaged:
            return False
        return kept is not None and kept.generation_id == collection.generation_id

    def lexical_of_any_generation(
        self, db: sqlite3.Connection, collection: Collection
    ) -> LexicalSnapshot | None:
        """The lexical index at any generation that this catalog knows."""
        try:
            found = self._lexical.snapshot()
        except DerivedStoreDamaged:
            return None
        known = found is not None and generations.is_known(db, collection.key, found.generation_id)
        return found if known else None

    # Vectors -----------------------------------------------------------------------------------------------

    def vectors(
        self, db: sqlite3.Connection, collection: Collection, current: VectorIndex | None
    ) -> VectorIndex:
        """The vectors at the collection's generation, based on `current`, else on the saved ones."""
        kept = current if current is not None else self._saved(db, collection)
        if kept is not None and not generations.is_known(db, collection.key, kept.generation_id):
            kept = None
        if kept is not None and kept.dimension != _dimension(self._catalog):
            kept = None  # it was empty before the first model was known
        if kept is None or kept.generation_id.number < collection.pruned:
            ids, vectors = passages.vectors_since(db, collection, 0)
            found = VectorIndex.build(collection.generation_id, ids, vectors, _dimension(self._catalog))
        else:
            ids, vectors = passages.vectors_since(db, collection, kept.generation_id.number)
            removed = passages.removed_since(db, collection, kept.generation_id.number)
            found = kept.advanced(collection.generation_id, ids, vectors, removed)
        if kept is None or kept.base is not found.base:
            self._unsaved = True
        return found

    def _saved(self, db: sqlite3.Connection, collection: Collection) -> VectorIndex | None:
        try:
            build = self._vectors.open_current(lambda build: build)
            if build is not None and not self._is_known(db, collection, build.generation_id, "vectors"):
                return None  # `save` replaces it
            found = VectorIndex.load(self._vectors, passages.highest_id(db))
        except DerivedStoreDamaged as damage:
            log.warning("%s It is rebuilt from the catalog.", damage.detail)
            return None  # `save` replaces it
        self._unsaved = found is None
        return found

    def save(self, name: str, vectors: VectorIndex) -> None:
        """Save a new base of some size: reading it is faster than reading every vector of the catalog.

        That of a large index is saved where it is made.
        """
        if not self._unsaved or vectors.is_large:
            return
        try:
            with storage_errors(self._catalog.home), self._catalog.writer_lock(wait=False) as acquired:
                if (
                    not acquired
                    or collections.find(self._catalog.connection, name).generation_id != vectors.generation_id
                ):
                    return  # the next generation is saved
                if vectors.worth_saving:
                    vectors.save(self._vectors)
                else:
                    self._vectors.discard()
        except (StorageFull, StorageUnusable) as error:
            log.warning("The vector index was not saved and will be read from the catalog: %s", error)
        self._unsaved = False

    def announce_erasure(self, ids: Sequence[int]) -> None:
        """Let nothing of these passages stay on the disk, once they are deleted.  Needs the writer lock.

        `catch_up` does that, also after a kill in between.
        """
        self.saved_vectors.announce(ids)
        self.columns.announce(ids)

    def delete_folder(self) -> None:
        """Delete everything of the collection on the disk.  Needs the writer lock."""
        shutil.rmtree(self._folder, ignore_errors=not self._folder.exists())

    # Damage ------------------------------------------------------------------------------------------------

    def _discard_damaged(self, files: DerivedFiles, damage: DerivedStoreDamaged) -> None:
        log.warning("%s It is rebuilt from the catalog.", damage.detail)
        files.discard()

    def discard(self) -> None:
        """Delete all stores.  Needs the writer lock."""
        for files in self.stores:
            files.discard()
        self.columns.forget()

    def verify(self) -> list[DerivedStoreDamaged]:
        """Read every byte of all stores; returns the damage.  Damaged stores are rebuilt later."""
        found = []
        for files in self.stores:
            try:
                files.open_current(files.verify_every_byte)
                if files is self.columns.files:
                    self.columns.verify()
                if files is self._vectors:
                    self.saved_vectors.verify()
                if files is self.words.files:
                    self.words.verify()
            except DerivedStoreDamaged as damage:
                found.append(damage)
                if files is self.columns.files:
                    self.columns.forget()
        return found

    def verify_in_background(self, on_damage: Callable[[], None]) -> None:
        """Verify on another thread what was not verified when the stores were opened.

        Args:
            on_damage: Called on that thread if a file is damaged.
        """
        unread = any(files.has_unverified_bytes for files in self.stores) or self.columns.has_unverified_bytes
        if not unread or not self._verifying.acquire(blocking=False):
            return

        def read() -> None:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
            time.sleep(SECONDS_BEFORE_VERIFYING)
            try:
                if self.verify():
                    on_damage()
            finally:
                self._verifying.release()
                self._catalog.close()  # this thread's connection

        threading.Thread(target=read, name="checksums", daemon=True).start()


def _dimension(catalog: Catalog) -> int:
    model = catalog.model()
    return int(str(model["dimension"])) if model else 1
