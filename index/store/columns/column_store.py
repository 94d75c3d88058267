"""The columns of one collection: what is kept of them, on disk and in memory, and how they are kept current.

What a passage's columns say never changes, and no id is used twice.  So they belong to no generation: they
are found by id, and what is not there yet is read from the catalog, which takes a little longer.  A thread
adds it, at the end of the files once it is much.  What is deleted is overwritten where it is; when a quarter
is gone or no longer searched, the thread writes the files anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import DerivedStoreDamaged, SourcelineError
from index.store import derived_files
from index.store.catalog import (
    Catalog,
    collections,
    generations,
    passage_codes,
    passage_places,
    passages,
    whole_passages,
)
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from index.store.columns.column_files import ColumnFiles, Flags, Mapped
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
        self._on_disk: ColumnFiles | None = None
        self._kept: Mapped | None = None
        self._in_memory: tuple[PassageColumns, ...] = ()
        self._made_at: GenerationId | None = None
        self._missed = self._seen = 0
        self._working = threading.Lock()
        #: Whether bytes of the files were not compared with their checksums when they were opened.
        self.has_unverified_bytes = False

    def open(self, collection: Collection) -> None:
        """Map the files, once; forget what another catalog's passages had."""
        db = self._catalog.connection
        known = self._made_at is not None and generations.is_known(db, self._key, self._made_at)
        if known and not self._written_anew():
            self._made_at = collection.generation_id
            return
        self.forget()
        try:
            self.files.open_current(self._open_build)
        except DerivedStoreDamaged as damage:
            log.warning("%s It is rebuilt from the catalog.", damage.detail)
            self._on_disk = self._kept = None
        self._made_at = collection.generation_id

    def _written_anew(self) -> bool:
        """Whether another process has replaced the files: what it erases later is in the new ones alone."""
        try:
            build = self.files.current()
        except DerivedStoreDamaged:
            return True
        return self._on_disk is not None and (build is None or build.folder != self._on_disk.folder)

    def _open_build(self, build: Build) -> None:
        if build.files:
            return  # an earlier release wrote them
        db, on_disk = self._catalog.connection, ColumnFiles(build.folder)
        try:
            generation_id = on_disk.generation_id()
            if generation_id is None or not generations.is_known(db, self._key, generation_id):
                return
            found = on_disk.mapped()
            small = on_disk.size <= derived_files.MAX_BYTES_VERIFIED_ON_OPEN
            if small:
                on_disk.verify()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self.files.damaged(f"its columns cannot be read ({error})") from error
        if found is not None and len(found.gone) and int(found.columns.ids[-1]) > passages.highest_id(db):
            raise self.files.damaged("it has ids that no passage has")
        self._on_disk, self._kept, self.has_unverified_bytes = on_disk, found, not small

    def verify(self) -> None:
        """Read every byte of the files.  Raises `DerivedStoreDamaged`; the files are not used then."""
        build = self.files.current()
        if build is None or build.files:
            return
        folder = build.folder
        try:
            self.files.verify_changing(build, lambda: ColumnFiles(folder).verify(), self._catalog.writer_lock)
        except DerivedStoreDamaged:
            self.forget()
            raise
        self.has_unverified_bytes = False

    def forget(self) -> None:
        """Forget all that is known; the files stay."""
        self._on_disk = self._kept = None
        self._in_memory, self._made_at = (), None
        self._missed = self._seen = 0

    # Reading -----------------------------------------------------------------------------------------------

    def of(self, ids: Ids) -> PassageColumns:
        """The columns of the passages with these ascending ids, without those that are not stored; a copy."""
        found, missing = self._held(ids)
        if len(missing):
            self._note(int(missing[-1]))
            found += self._from_catalog(missing)
        if not found:
            return NOTHING
        return readable(_in_order(found))

    def _held(self, ids: Ids) -> tuple[list[PassageColumns], Ids]:
        """Those that are kept, by part, as they are stored, and the ids of the others."""
        found = []
        for part, gone in self._parts():
            rows = np.searchsorted(part.ids, ids)
            rows[rows == len(part.ids)] = 0
            here = part.ids[rows] == ids
            if gone is not None:
                here &= ~gone[rows]
            if here.any():
                found.append(self._taken(part, rows[here]))
                ids = ids[~here]
            if not len(ids):
                break
        return found, ids

    def _taken(self, part: PassageColumns, rows: Ids) -> PassageColumns:
        try:
            return part.take(rows)
        except OSError as error:
            raise self.files.damaged(f"its columns cannot be read ({error})") from error

    def _from_catalog(self, ids: Ids) -> list[PassageColumns]:
        """The columns of those of these passages that the catalog has; one part, or none."""
        with self._catalog.reading() as db:
            read, codes = whole_passages.fetch(db, ids.tolist()), passage_codes.codes_of(db, ids.tolist())
        there = sorted(read)
        return [stored_columns_of([read[id] for id in there], [codes[id] for id in there])] if there else []

    def _parts(self) -> list[tuple[PassageColumns, Flags | None]]:
        kept = self._kept
        parts: list[tuple[PassageColumns, Flags | None]] = [(part, None) for part in self._in_memory]
        if kept is not None:
            parts.insert(0, kept)
        return [(part, gone) for part, gone in parts if len(part.ids)]

    # Erasing -----------------------------------------------------------------------------------------------

    def announce(self, ids: Sequence[int]) -> None:
        """Note that these passages are about to be deleted.  Needs the writer lock.

        Files that cannot be noted in are deleted: whatever is in them is made anew.
        """
        self.finish_erasing()
        self._change_files(lambda on_disk, _: on_disk.announce(ids))

    def finish_erasing(self) -> None:
        """Overwrite the announced passages on the disk that are deleted now.  Needs the writer lock."""
        self._change_files(lambda on_disk, now: on_disk.finish(self._are_there, now))

    def _change_files(self, change: Callable[[ColumnFiles, GenerationId], object]) -> None:
        try:
            build = self.files.current()
            if build is None:
                return
            if build.files:
                raise ValueError("an earlier release wrote them")
            on_disk = ColumnFiles(build.folder)
            if change(on_disk, self._collection().generation_id):
                self._use(on_disk)
        except (DerivedStoreDamaged, OSError, ValueError, KeyError, TypeError) as error:
            log.warning("The columns of a collection are made anew: %s", error)
            self.files.discard()
            self._on_disk = self._kept = None
            self._seen = 0

    def _use(self, on_disk: ColumnFiles) -> None:
        """Read the files as they are now, if they are those that are used."""
        if self._on_disk is not None and self._on_disk.folder == on_disk.folder:
            self._kept = on_disk.mapped(check=False)

    def _are_there(self, ids: Sequence[int]) -> set[int]:
        return passage_places.existing(self._catalog.connection, ids)

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
        """Add what is missing; write anew what is gone to a quarter.

        Args:
            rest: Sleep as long as work took, so that questions are answered meanwhile.
        """
        live = self._live(after=self._seen)
        held = [part.ids if gone is None else part.ids[~gone] for part, gone in self._parts()]
        missing = np.setdiff1d(live, np.concatenate(held)) if held else live
        many = len(missing) + sum(len(one.ids) for one in self._in_memory) >= MOST_IN_MEMORY
        for part in self._read(missing, rest=rest):
            added = [*self._in_memory, part]
            self._in_memory = tuple(added) if len(added) <= MOST_PARTS else (joined(added),)
            if sum(len(one.ids) for one in self._in_memory) >= MOST_IN_MEMORY:
                self._flush()
        if many and self._in_memory:
            self._flush()
        self._seen = int(live[-1]) if len(live) else self._seen
        kept = 0 if self._kept is None else len(self._kept.gone)
        if kept and (many or kept - len(self._kept_ids()) >= kept // 4):
            searched = np.intersect1d(self._live(), self._kept_ids())
            if kept - len(searched) >= max(MOST_IN_MEMORY, kept // 4):
                self._write_anew(searched, rest=rest)

    def _kept_ids(self) -> Ids:
        """The ids of the passages on the disk that are not gone."""
        return np.empty(0, np.int64) if self._kept is None else self._kept.columns.ids[~self._kept.gone]

    def _live(self, after: int = 0) -> Ids:
        found = passages.live_ids(self._catalog.connection, self._collection(), after)
        return np.array(sorted(found), np.int64)

    def _collection(self) -> Collection:
        return collections.with_key(self._catalog.connection, self._key)

    def _read(self, ids: Ids, *, rest: bool) -> Iterator[PassageColumns]:
        for at in range(0, len(ids), TOGETHER):
            start = time.perf_counter()
            yield from self._from_catalog(ids[at : at + TOGETHER])
            if rest:
                time.sleep(time.perf_counter() - start)

    def _flush(self) -> None:
        """Move what is in memory to the end of the files, or to new ones."""
        whole = _in_order(self._in_memory)
        with self._catalog.writer_lock(), self._catalog.reading():
            there = self._are_there(whole.ids.tolist())
            whole = whole.take(np.flatnonzero([id in there for id in whole.ids.tolist()]))
            now = self._collection().generation_id
            on_disk = self._on_disk
            build = self.files.current()
            if on_disk is None or build is None or build.folder != on_disk.folder:
                with self.files.draft() as draft:
                    on_disk = ColumnFiles(draft)
                    on_disk.create(now)
                    on_disk.append(whole, now)
                    self.files.publish(draft, now)
            else:
                last = on_disk.mapped(check=False)
                whole = (
                    whole if last is None else whole.take(np.flatnonzero(whole.ids > last.columns.ids[-1]))
                )
                if len(whole.ids):
                    on_disk.append(whole, now)
            self._on_disk, self._kept = on_disk, on_disk.mapped(check=False)
        self._in_memory = ()

    def _write_anew(self, searched: Ids, *, rest: bool) -> None:
        """Write new files with these passages, in place of those there are."""
        now = self._collection().generation_id
        with self.files.draft() as draft:
            on_disk = ColumnFiles(draft)
            on_disk.create(now)
            for part in self._all(searched, rest=rest):
                on_disk.append(part, now)
            with self._catalog.writer_lock(), self._catalog.reading():
                now, written = self._collection().generation_id, on_disk.mapped(check=False)
                if written is None:
                    return
                ids = written.columns.ids.tolist()
                if gone := sorted({*ids} - self._are_there(ids)):  # deleted while this was written
                    on_disk.announce(gone)
                    on_disk.finish(self._are_there, now)
                self.files.publish(draft, now)
            self._on_disk, self._kept = on_disk, on_disk.mapped(check=False)

    def _all(self, ids: Ids, *, rest: bool) -> Iterator[PassageColumns]:
        for at in range(0, len(ids), MOST_IN_MEMORY):
            start = time.perf_counter()
            found, _ = self._held(ids[at : at + MOST_IN_MEMORY])
            if found:
                yield _in_order(found)
            if rest:
                time.sleep(time.perf_counter() - start)


def _in_order(parts: Sequence[PassageColumns]) -> PassageColumns:
    """Some columns as one, by ascending ids; at least one part."""
    whole = joined(parts)
    if np.all(whole.ids[1:] > whole.ids[:-1]):
        return whole
    return whole.take(np.argsort(whole.ids, kind="stable"))
