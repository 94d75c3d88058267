"""The saved vectors of a collection: erased from in place; of many, renewed beside the searches."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.errors import DerivedStoreDamaged, SourcelineError
from index.store.catalog import Catalog, collections, generations, passage_places, passages
from index.store.derived_files import DerivedFiles
from index.store.erasable_file import ErasableFile
from index.store.vector_segments import Segment
from index.store.vectors import FILE, VectorIndex, bitmap

log = logging.getLogger(__name__)

#: How much the thread that makes a new base gives way to others (`nice`).
NICENESS = 10


class SavedVectors:
    """The files of a collection's vectors.

    Args:
        catalog: Holds what they are made of.
        key: Of the collection.
        files: Where they are kept.
    """

    def __init__(self, catalog: Catalog, key: int, files: DerivedFiles) -> None:
        self._catalog = catalog
        self._key = key
        self.files = files
        self._renewing = threading.Lock()

    # Erasing -----------------------------------------------------------------------------------------------

    def announce(self, ids: Sequence[int]) -> None:
        """Note that these passages are about to be deleted.  Needs the writer lock."""
        self.finish_erasing()

        def note(file: ErasableFile) -> None:
            if places := Segment.mapped(file.path).places(ids):
                file.announce(ids, places)

        self._change(note)

    def finish_erasing(self) -> None:
        """Overwrite the announced passages that are deleted now.  Needs the writer lock."""
        self._change(lambda file: file.finish(self._are_there))

    def _change(self, change: Callable[[ErasableFile], None]) -> None:
        """Change the file; delete it where that fails, for it is made anew."""
        try:
            build = self.files.current()
            if build is not None:
                if build.files:
                    raise ValueError("an earlier release wrote it")
                change(ErasableFile(build.folder / FILE))
        except (DerivedStoreDamaged, OSError, ValueError) as error:
            log.warning("The vectors of a collection are saved anew: %s", error)
            self.files.discard()

    def _are_there(self, ids: Sequence[int]) -> set[int]:
        return passage_places.existing(self._catalog.connection, ids)

    def verify(self) -> None:
        """Read every byte of the file.  Raises `DerivedStoreDamaged`; the file is not used then."""
        build = self.files.current()
        if build is None or build.files:
            return
        file = build.folder / FILE
        self.files.verify_changing(
            build, lambda: ErasableFile(file).verify(whole=True), self._catalog.writer_lock
        )
        self.files.has_unverified_bytes = False

    # Renewing ----------------------------------------------------------------------------------------------

    def renew_beside(self, vectors: VectorIndex, use: Callable[[Segment], None]) -> None:
        """Make, on another thread, the next base of a large index that is behind, and save it.

        Args:
            use: Called on that thread with the new base.
        """
        if not vectors.is_behind or not self._renewing.acquire(blocking=False):
            return

        def renew() -> None:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
            try:
                if (base := self._renewed(vectors)) is not None:
                    use(base)
            except (SourcelineError, OSError, ValueError) as error:
                log.warning("A new base of the vectors was not made: %s", error)
            finally:
                self._renewing.release()
                self._catalog.close()  # this thread's connection

        threading.Thread(target=renew, name="vectors", daemon=True).start()

    def _renewed(self, vectors: VectorIndex) -> Segment | None:
        """The next base, saved; None if its collection has another history by now."""
        base = vectors.next_base()
        ids = base.ids()
        whole = replace(vectors, base=base, tail=(), live=bitmap(ids, int(ids.max(initial=-1)) + 1))
        with self.files.draft() as draft:
            whole.write_base(draft)
            file = ErasableFile(draft / FILE)
            with self._catalog.writer_lock(), self._catalog.reading() as db:
                collection = collections.with_key(db, self._key)
                known = generations.is_known(db, self._key, vectors.generation_id)
                if not known or vectors.generation_id.number < collection.pruned:
                    return None
                removed = passages.removed_since(db, collection, vectors.generation_id.number)
                gone = sorted({*removed} - self._are_there(removed))
                if places := Segment.mapped(file.path).places(gone):  # deleted while this was made
                    file.announce(gone, places)
                    file.finish(lambda _: ())
                self.files.publish(draft, vectors.generation_id)
            return Segment.mapped(file.path)
