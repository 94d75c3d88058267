"""The index of a data folder: publish documents, delete them, and search the newest generation.

The transaction of the catalog commits a write.  The vector and lexical indexes catch up with it before the
write is acknowledged.  If a writer was killed in between, the next reader or writer lets them catch up.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Container, Mapping, Sequence
from typing import NamedTuple

from index.access import Labels
from index.errors import NotFound, StorageFull
from index.store.catalog import (
    checksums,
    claim_model,
    collections,
    documents,
    jobs,
    label_sets,
    next_generation,
    now,
    passages,
    sources,
    structure,
)
from index.store.catalog.collections import Collection
from index.store.catalog.documents import Address, Stored
from index.store.catalog.sources import Source
from index.store.free_space import check_room
from index.store.prepared_document import PreparedDocument
from index.store.receipts import CollectionReceipt, DeletionReceipt, receipt
from index.store.searchable_collections import SearchableCollections

log = logging.getLogger(__name__)

#: Called within the transaction of a write, with its generation: returns which documents may still be
#: written, and may write rows of its own.
Admission = Callable[[sqlite3.Connection, int], Container[Address]]


#: Called within a transaction with its generation; returns the collection that it has changed.
Change = Callable[[sqlite3.Connection, int], Collection]


class Move(NamedTuple):
    """A stored document gets another source or id."""

    document: Stored
    to: Address


class PassageIndex(SearchableCollections):
    """The index of a data folder, to be written and searched.

    Args:
        home: The data folder; created if absent.
        catalog: Its catalog; opened without.
    """

    def publish(
        self,
        name: str,
        prepared: Sequence[PreparedDocument],
        identity: Mapping[str, object],
        admission: Admission | None = None,
        moves: Sequence[Move] = (),
        relabelled: Mapping[Address, Labels] = {},
    ) -> int:
        """Make documents durable and searchable, all or none; returns the generation that has them.

        Args:
            name: Of the collection; created if new.
            prepared: Documents that differ from the stored ones.
            identity: Of the model that made the vectors.
            admission: Says which documents may be written; None admits all.
            moves: Done before, in the same transaction.
            relabelled: The labels that documents get whose content stays, in the same transaction.
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
                passages.add(db, collection, version, item.passages, generation)
                checksums.put_version(db, version)
                checksums.put_passages(db, version)
            for address, labels in relabelled.items():
                kept = documents.stored(db, collection.key, address)
                if kept is not None and (admitted is None or address in admitted):
                    label_sets.give(db, kept.key, labels)
            return collection

        return self.change(name, write, prepared)

    def change(self, name: str, change: Change, prepared: Sequence[PreparedDocument] = ()) -> int:
        """Change the catalog in one transaction and let the derived stores follow; returns the generation.

        Args:
            name: Of the collection, before the change.
            prepared: Documents that it writes, for which there must be room on the disk.
        """
        with self.catalog.writer_lock():
            if prepared:
                check_room(self.catalog.home, prepared)
            with self.catalog.transaction() as db:
                generation = next_generation(db, name)
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
                    generation = next_generation(db, name)
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
                generation = next_generation(db, name)
                # Before the texts are gone; whatever is not committed is counted again.
                counted = [id for one in addresses for id in documents.all_passages(db, collection, one)]
                self._stores_of(collection).words.announce(db, collection, counted)
                gone, erased = [], list[int]()
                for source, id in addresses:
                    deleted = documents.delete(db, collection, id, source)
                    jobs.remove_document(db, name, *deleted.address)
                    passages.record_removals(db, collection, deleted.live_passages, generation)
                    gone.append(deleted)
                    erased += deleted.all_passages
                if with_source:
                    sources.delete(db, sources.find(db, collection, with_source))
                collections.advance(db, collection, generation)
                # Before the commit, so that a killed process leaves no vectors of a deleted document.
                self._stores_of(collection).announce_erasure(erased)
            self._catch_up(collection)
            self.catalog.scrub_log()
        self._refresh_own_readers(collection)
        return [receipt(deleted, name, generation) for deleted in gone]

    def delete_collection(self, name: str) -> CollectionReceipt:
        """Delete a collection with all that is in it from every store.  Raises `NotFound`."""
        with self.catalog.writer_lock():
            with self.catalog.transaction() as db:
                collection = collections.find(db, name)
                generation = next_generation(db, name)
                erased = collections.delete(db, collection)
                forgotten = jobs.remove_collection(db, name)
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
