"""Write documents to the index.  Only changed documents are cut and embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from index.documents import DEFAULT_SOURCE, Document, version_name
from index.embed.protocol import Embedder
from index.errors import InvalidInput, NotFound, StorageDamaged
from index.ingest.passages import PassageSizes
from index.ingest.prepare import Preparer, Progress
from index.store.catalog import collections
from index.store.catalog.documents import Address, Stored, stored
from index.store.catalog.known_vectors import Known, known_vectors
from index.store.passage_index import Move, PassageIndex, PendingIds


class Status(StrEnum):
    """What happened to a document."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"
    RENAMED = "renamed"
    DELETED = "deleted"


class Outcome(NamedTuple):
    """What happened to one document, and the reason if it failed."""

    document_id: str
    status: Status
    reason: str = ""
    source: str = DEFAULT_SOURCE


def ignore_progress(done: int, total: int) -> None:
    """A `Progress` that does nothing."""


class Ingester:
    """Writes documents to an index with one embedding model and one set of passage sizes.

    Args:
        index: The index to write to.
        embedder: Makes the vectors.
        sizes: Of passages.

    Raises:
        IndexMismatch: The index has vectors of another model.
    """

    def __init__(self, index: PassageIndex, embedder: Embedder, sizes: PassageSizes) -> None:
        index.catalog.check_model(embedder.identity)
        self._index = index
        self.catalog = index.catalog
        self.embedder = embedder
        self.sizes = sizes
        self._preparer = Preparer(embedder, sizes)

    def add(
        self,
        collection: str,
        documents: Sequence[Document],
        progress: Progress = ignore_progress,
        *,
        pending_ids: PendingIds | None = None,
        renamed: Mapping[str, str] = {},
    ) -> list[Outcome]:
        """Make all documents durable and searchable, or none; returns an outcome for each, in order.

        Args:
            renamed: The ids that documents had before, by their new ones.  Their text is not embedded again,
                though another title may stand before it.
            pending_ids: Called within the committing transaction; documents with other ids are not written.

        Raises:
            InvalidInput: A document is not valid; the field says which.
            StorageFull: The disk is full.
        """
        collections.check_name(collection)
        kept = []
        for n, document in enumerate(documents):
            try:
                kept.append(self._preparer.normalised(document))
            except InvalidInput as error:
                error.field = f"documents[{n}].{error.field}"
                raise
        before = {
            Address(document.source, document.id): self._stored(collection, document, renamed)
            for document, _ in kept
        }
        outcomes = [
            Outcome(
                document.id,
                _status(document, fingerprint, before[Address(document.source, document.id)]),
                source=document.source,
            )
            for document, fingerprint in kept
        ]
        changed = [
            pair
            for pair, outcome in zip(kept, outcomes, strict=True)
            if outcome.status not in (Status.UNCHANGED, Status.RENAMED)
            or _changes(pair[1], before[Address(outcome.source, outcome.document_id)])
        ]
        moves = [Move(old, to) for to, old in before.items() if old and (old.source, old.id) != to]

        def known(document: Document) -> Known:
            old = before[Address(document.source, document.id)]
            return self._known(document, old, any_title=old is not None and old.id != document.id)

        if changed or moves:
            prepared = self._preparer.prepare(changed, progress, known)
            self._index.publish(collection, prepared, self.embedder.identity, pending_ids, moves)
        return outcomes

    def _stored(self, collection: str, document: Document, renamed: Mapping[str, str]) -> Stored | None:
        db = self._index.catalog.connection
        try:
            key = collections.find(db, collection).key
        except NotFound:
            return None
        found = stored(db, key, Address(document.source, document.id))
        if found is None and document.id in renamed:
            found = stored(db, key, Address(document.source, renamed[document.id]))
        return found

    def _known(self, document: Document, old: Stored | None, *, any_title: bool) -> Known:
        """The vectors of the same text, cut in the same way."""
        if old is None or old.recipe != self._preparer.recipe:
            return {}
        try:
            title, vectors = known_vectors(
                self._index.catalog.connection, old.key, version_name(document.text)
            )
        except StorageDamaged:  # what is embedded again repairs it
            return {}
        return vectors if any_title or title == document.title else {}


def _status(document: Document, fingerprint: str, old: Stored | None) -> Status:
    if old is None:
        return Status.NEW
    if old.id != document.id:
        return Status.RENAMED
    return Status.REPLACED if _changes(fingerprint, old) else Status.UNCHANGED


def _changes(fingerprint: str, old: Stored | None) -> bool:
    return old is None or old.fingerprint != fingerprint
