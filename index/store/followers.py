"""What is derived from the catalog for one collection: kept in step with it, thrown away where damaged.

Every `DerivedStoreDamaged` is decided on here: the store is built anew from the catalog, which has all of it.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable

from index.errors import DerivedStoreDamaged, StorageFull
from index.store.catalog import Catalog, generations, passages
from index.store.catalog import collections as shelves
from index.store.catalog.collections import Collection
from index.store.catalog.generations import Mark
from index.store.derived_files import Builds
from index.store.lexical import LexicalIndex, LexicalSnapshot
from index.store.sqlite_file import storage_errors
from index.store.vectors import VectorIndex

log = logging.getLogger(__name__)

#: Above this many removals, and a quarter of what is alive, the lexical index is written anew.
FORGOTTEN = 1000


class Followers:
    """The lexical index and the vectors of one collection.

    Args:
        catalog: What they follow.
        key: The collection's.
    """

    def __init__(self, catalog: Catalog, key: int) -> None:
        folder = catalog.home / "collections" / str(key)
        self._catalog = catalog
        self._lexical = LexicalIndex(folder)
        self._vectors = Builds(folder, "vectors")
        self._unsaved = True
        self._reading = threading.Lock()
        #: Held by the thread that loads the next generation.
        self.refreshing = threading.Lock()

    @property
    def stores(self) -> tuple[Builds, Builds]:
        """The files of both."""
        return self._lexical.builds, self._vectors

    # Lexical -----------------------------------------------------------------------------------------------

    def follow(self, name: str) -> None:
        """Bring the lexical index to the catalog's generation.  Needs the writer's lock."""
        with storage_errors(self._catalog.home), self._catalog.reading() as db:
            collection = shelves.find(db, name)
            try:
                forgotten = self._bring(db, collection, self._kept(db, collection))
            except DerivedStoreDamaged as damage:
                self._throw_away(self._lexical.builds, damage)
                forgotten = self._bring(db, collection, None)
        if forgotten:
            with self._catalog.transaction() as db:
                passages.prune_removals(db, collection, collection.generation)

    def _kept(self, db: sqlite3.Connection, collection: Collection) -> int | None:
        """The generation that the lexical index has; None where it has none of this catalog."""
        kept = self._lexical.snapshot()
        if kept is None:
            return None
        return kept.mark.generation if self._known(db, collection, kept.mark, "lexical") else None

    def _known(self, db: sqlite3.Connection, collection: Collection, mark: Mark, store: str) -> bool:
        known = generations.happened(db, collection.key, mark)
        if not known:
            log.warning(
                "The %s store of collection %r has a generation %d that this catalog does not know: "
                "it is built anew.",
                store,
                collection.name,
                mark.generation,
            )
        return known

    def _bring(self, db: sqlite3.Connection, collection: Collection, kept: int | None) -> bool:
        """Publish the newest generation, from the one kept; returns whether all removals are forgotten."""
        gone = len(passages.removed_since(db, collection, collection.pruned))
        crowded = gone > FORGOTTEN and gone > passages.live(db, collection) // 4
        if kept is None or kept < collection.pruned or crowded:
            everything = passages.texts_since(db, collection, 0)
            self._lexical.advance(collection.mark, everything, [], anew=True)
            return gone > 0
        if kept < collection.generation:
            added = passages.texts_since(db, collection, kept)
            removed = passages.removed_since(db, collection, kept)
            self._lexical.advance(collection.mark, added, removed, anew=False)
        return False

    def lexical(self, collection: Collection) -> LexicalSnapshot | None:
        """The lexical index where it is at the collection's generation; None where it has to follow."""
        try:
            found = self._lexical.snapshot()
        except DerivedStoreDamaged:
            return None  # `follow` finds the same and says so
        return found if found is not None and found.mark == collection.mark else None

    def in_step(self, collection: Collection) -> bool:
        """Whether the lexical index is at the collection's generation and its files are whole."""
        try:
            kept = self._lexical.builds.opened(lambda build: build)
        except DerivedStoreDamaged:
            return False
        return kept is not None and kept.mark == collection.mark

    def earlier(self, db: sqlite3.Connection, collection: Collection) -> LexicalSnapshot | None:
        """The lexical index at whatever generation of this catalog it is."""
        try:
            found = self._lexical.snapshot()
        except DerivedStoreDamaged:
            return None
        known = found is not None and generations.happened(db, collection.key, found.mark)
        return found if known else None

    # Vectors -----------------------------------------------------------------------------------------------

    def vectors(
        self, db: sqlite3.Connection, collection: Collection, current: VectorIndex | None
    ) -> VectorIndex:
        """The vectors at the collection's generation, from those in hand, else from those saved."""
        kept = current if current is not None else self._saved(db, collection)
        if kept is not None and not generations.happened(db, collection.key, kept.mark):
            kept = None
        if kept is None or kept.mark.generation < collection.pruned:
            ids, vectors = passages.vectors_since(db, collection, 0)
            found = VectorIndex.build(collection.mark, ids, vectors, _dimension(self._catalog))
        else:
            ids, vectors = passages.vectors_since(db, collection, kept.mark.generation)
            removed = passages.removed_since(db, collection, kept.mark.generation)
            found = kept.advanced(collection.mark, ids, vectors, removed)
        if kept is None or kept.base is not found.base:
            self._unsaved = True
        return found

    def _saved(self, db: sqlite3.Connection, collection: Collection) -> VectorIndex | None:
        try:
            build = self._vectors.opened(lambda build: build)
            if build is not None and not self._known(db, collection, build.mark, "vectors"):
                return None  # `save` replaces it
            found = VectorIndex.load(self._vectors, passages.newest(db))
        except DerivedStoreDamaged as damage:
            log.warning("%s It is built anew from the catalog.", damage.detail)
            return None  # `save` replaces it
        self._unsaved = found is None
        return found

    def save(self, name: str, vectors: VectorIndex) -> None:
        """Keep a large new base, so that opening the folder need not read every vector of the catalog."""
        if not self._unsaved:
            return
        try:
            with storage_errors(self._catalog.home), self._catalog.writer_lock(wait=False) as had:
                if not had or shelves.find(self._catalog.connection, name).mark != vectors.mark:
                    return  # the next generation is saved
                if vectors.worth_saving:
                    vectors.save(self._vectors)
                else:
                    self._vectors.discard()
        except StorageFull as error:
            log.warning("The vector index was not saved and will be read from the catalog: %s", error)
        self._unsaved = False

    def erase_vectors(self) -> None:
        """Delete the saved vectors.  Needs the writer's lock."""
        self._vectors.discard()

    # Damage ------------------------------------------------------------------------------------------------

    def _throw_away(self, builds: Builds, damage: DerivedStoreDamaged) -> None:
        log.warning("%s It is built anew from the catalog.", damage.detail)
        builds.discard()

    def discard(self) -> None:
        """Delete both stores.  Needs the writer's lock."""
        for builds in self.stores:
            builds.discard()

    def read_again(self) -> list[DerivedStoreDamaged]:
        """Read every byte of both stores; what is damaged is refused, and so built anew, from then on."""
        found = []
        for builds in self.stores:
            try:
                builds.opened(builds.check_again)
            except DerivedStoreDamaged as damage:
                found.append(damage)
        return found

    def read_rest(self, on_damage: Callable[[], None]) -> None:
        """Where opening left bytes unread, read them on a thread of their own.

        Args:
            on_damage: Called on that thread where they are not as they were written.
        """
        if not any(builds.unread for builds in self.stores) or not self._reading.acquire(blocking=False):
            return

        def read() -> None:
            try:
                if self.read_again():
                    on_damage()
            finally:
                self._reading.release()
                self._catalog.close()  # this thread's connection

        threading.Thread(target=read, name="checksums", daemon=True).start()


def _dimension(catalog: Catalog) -> int:
    model = catalog.model()
    return int(str(model["dimension"])) if model else 1
