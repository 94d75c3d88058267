"""The columns of one collection: what is kept of them, on disk and in memory, and how they are kept current.

What a passage's columns say never changes, and no id is used twice.  So they belong to no generation: they
are found by id, and what is not there yet is read from the catalog, which takes a little longer.  A thread
adds it, and writes the columns anew when a quarter of them is not on disk or is of passages that are gone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.errors import DerivedStoreDamaged, SourcelineError
from index.store.catalog import Catalog, collections, generations, passage_places, passages
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from index.store.columns import column_files
from index.store.columns.passage_columns import (
    NOTHING,
    PassageColumns,
    joined,
    readable,
    stored_columns_of,
)
from index.store.derived_files import Build, DerivedFiles

log = logging.getLogger(__name__)

Ids = NDArray[np.int64]

#: So many searches meet passages without columns before these are made: a lone question does not wait.
PATIENCE = 3
#: Passages whose columns are kept in memory alone.
MOST_IN_MEMORY = 2048
#: Passages read or written together.
TOGETHER = 256
#: Parts in memory; more are joined.
MOST_PARTS = 8


class ColumnStore:
    """The columns of one collection.  Safe to use from many threads.

    Args:
        catalog: Holds what they are made of.
        key: Of the collection.
        files: Where they are kept.
    """

    def __init__(self, catalog: Catalog, key: int, files: DerivedFiles) -> None:
        self._catalog = catalog
        self._key = key
        self.files = files
        self._kept: PassageColumns | None = None
        self._in_memory: tuple[PassageColumns, ...] = ()
        self._made_at: GenerationId | None = None
        self._missed = self._seen = 0
        self._working = threading.Lock()

    def open(self, collection: Collection) -> None:
        """Map the files, once; forget what another catalog's passages had."""
        db = self._catalog.connection
        if self._made_at is not None and generations.is_known(db, self._key, self._made_at):
            self._made_at = collection.generation_id
            return
        self.forget()
        try:
            found = self.files.open_current(self._opened)
        except DerivedStoreDamaged as damage:
            log.warning("%s It is rebuilt from the catalog.", damage.detail)
            found = None
        self._kept, self._made_at = found, collection.generation_id

    def _opened(self, build: Build) -> PassageColumns | None:
        db = self._catalog.connection
        if not generations.is_known(db, self._key, build.generation_id):
            return None
        try:
            found = column_files.mapped(build.folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self.files.damaged(f"its columns cannot be read ({error})") from error
        if found is not None and len(found.ids) and int(found.ids[-1]) > passages.highest_id(db):
            raise self.files.damaged("it has ids that no passage has")
        return found

    def forget(self) -> None:
        """Forget all that is known; the files stay."""
        self._kept, self._in_memory, self._made_at = None, (), None
        self._missed = self._seen = 0

    # Reading -----------------------------------------------------------------------------------------------

    def of(self, ids: Ids) -> PassageColumns:
        """The columns of the passages with these ascending ids, without those that are not stored; a copy."""
        found, missing = self._held(ids)
        if len(missing):
            self._note(int(missing[-1]))
            read = passages.fetch(self._catalog.connection, missing.tolist())
            if read:
                found.append(stored_columns_of([read[id] for id in sorted(read)]))
        if not found:
            return NOTHING
        whole = joined(found)
        order = np.argsort(whole.ids, kind="stable")
        return readable(whole.take(order) if np.any(order[1:] < order[:-1]) else whole)

    def _held(self, ids: Ids) -> tuple[list[PassageColumns], Ids]:
        """Those that are kept, by part, and the ids of the others."""
        found = []
        for part in self._parts():
            rows = np.searchsorted(part.ids, ids)
            rows[rows == len(part.ids)] = 0
            here = part.ids[rows] == ids
            if here.any():
                found.append(part.take(rows[here]))
                ids = ids[~here]
            if not len(ids):
                break
        return found, ids

    def _parts(self) -> list[PassageColumns]:
        kept = self._kept
        parts = [*self._in_memory] if kept is None else [kept, *self._in_memory]
        return [part for part in parts if len(part.ids)]

    # Keeping current ---------------------------------------------------------------------------------------

    def _note(self, id: int) -> None:
        """Note that a passage has no columns, and have them made if that goes on."""
        if id <= self._seen:
            return  # it was replaced before its columns were made: only earlier states have it
        self._missed += 1
        if self._missed >= PATIENCE and self._working.acquire(blocking=False):
            threading.Thread(target=self._work, name="columns", daemon=True).start()

    def _work(self) -> None:
        try:
            self._catch_up(rest=True)
        except (SourcelineError, OSError, ValueError) as error:
            log.warning("Columns were not made; searches read the catalog instead: %s", error)
        finally:
            self._missed = 0
            self._working.release()
            self._catalog.close()  # this thread's connection

    def catch_up(self) -> None:
        """Make the columns of all passages that are searched, and write them if they are many."""
        with self._working:
            self._catch_up(rest=False)

    def _catch_up(self, *, rest: bool) -> None:
        """Add what is missing.

        Args:
            rest: Sleep as long as work took, so that questions are answered meanwhile.
        """
        live = self._live()
        held = [part.ids for part in self._parts()]
        missing = np.setdiff1d(live, np.concatenate(held), assume_unique=True) if held else live
        kept = 0 if self._kept is None else len(self._kept.ids)
        in_memory = sum(len(part.ids) for part in self._in_memory)
        gone = kept + in_memory + len(missing) - len(live)
        if max(in_memory + len(missing), gone) >= max(MOST_IN_MEMORY, kept // 4):
            self._write(live, rest=rest)
        elif len(missing):
            added = [*self._in_memory, *self._read(missing, rest=rest)]
            self._in_memory = tuple(added) if len(added) <= MOST_PARTS else (joined(added),)
        self._seen = int(live[-1]) if len(live) else 0

    def _live(self) -> Ids:
        return np.array(sorted(passages.live_ids(self._catalog.connection, self._collection())), np.int64)

    def _collection(self) -> Collection:
        return collections.with_key(self._catalog.connection, self._key)

    def _read(self, ids: Ids, *, rest: bool) -> Iterator[PassageColumns]:
        for at in range(0, len(ids), TOGETHER):
            start = time.perf_counter()
            read = passages.fetch(self._catalog.connection, ids[at : at + TOGETHER].tolist())
            if read:
                yield stored_columns_of([read[id] for id in sorted(read)])
            if rest:
                time.sleep(time.perf_counter() - start)

    def _write(self, live: Ids, *, rest: bool) -> None:
        """Write the columns of these passages and use them in place of all others."""
        with self.files.draft() as draft:
            column_files.write(draft, self._all(live, rest=rest))
            with self._catalog.writer_lock(), self._catalog.reading() as db:
                if len(passage_places.existing(db, live.tolist())) < len(live):
                    return  # one was erased meanwhile: it may be in no file
                self.files.publish(draft, self._collection().generation_id)
            self._kept, self._in_memory = column_files.mapped(draft), ()

    def _all(self, live: Ids, *, rest: bool) -> Iterator[PassageColumns]:
        for at in range(0, len(live), TOGETHER):
            ids = live[at : at + TOGETHER]
            found, missing = self._held(ids)
            found += self._read(missing, rest=rest)
            if not found:
                continue
            whole = joined(found)
            yield whole.take(np.argsort(whole.ids, kind="stable")) if len(found) > 1 else whole
