"""Write documents to the index.  Only changed documents are cut and embedded."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial

from index.access import Labels
from index.documents import Document, version_name
from index.embed.protocol import Embedder
from index.errors import InvalidInput, NotFound, StorageDamaged
from index.ingest.formats.limits import Limits
from index.ingest.outcome import Outcome, Status
from index.ingest.passages import PassageSizes
from index.ingest.prepare import Preparer, Progress
from index.store.catalog import collections
from index.store.catalog.documents import Address, Stored, stored
from index.store.catalog.known_vectors import Known, known_vectors
from index.store.passage_index import Admission, Move, PassageIndex
from index.store.prepared_document import PreparedDocument

#: Called within the transaction of a write, with its generation and what happens to each document in it:
#: returns those that may still be written, and may write rows of its own.
Recorder = Callable[[sqlite3.Connection, int, Sequence[Outcome]], Container[Address]]
#: A normalised document with its fingerprint.
Kept = tuple[Document, str]


def ignore_progress(done: int, total: int) -> None:
    """A `Progress` that does nothing."""


class Ingester:
    """Writes documents to an index with one embedding model and one set of passage sizes.

    Args:
        index: The index to write to.
        embedder: Makes the vectors.
        sizes: Of passages.
        limits: What reading a file may take; the defaults without.

    Raises:
        IndexMismatch: The index has vectors of another model.
    """

    def __init__(
        self,
        index: PassageIndex,
        embedder: Embedder,
        sizes: PassageSizes,
        limits: Limits | None = None,
    ) -> None:
        index.catalog.check_model(embedder.identity)
        self.index = index
        self.catalog = index.catalog
        self.embedder = embedder
        self.sizes = sizes
        self.limits = limits
        self.preparer = Preparer(embedder, sizes)

    def add(
        self,
        collection: str,
        documents: Sequence[Document],
        progress: Progress = ignore_progress,
        *,
        recorder: Recorder | None = None,
        renamed: Mapping[str, str] = {},
    ) -> list[Outcome]:
        """Make all documents durable and searchable, or none; returns an outcome for each, in order.

        Args:
            recorder: Called if there is anything to write.
            renamed: The ids that documents had before, by their new ones.  Their text is not embedded again,
                though another title may stand before it.

        Raises:
            InvalidInput: A document is not valid; the field says which.
            StorageFull: The disk is full.
        """
        collections.check_name(collection)
        kept = []
        for n, document in enumerate(documents):
            try:
                kept.append(self.preparer.normalised(document))
            except InvalidInput as error:
                error.field = f"documents[{n}].{error.field}"
                raise
        return self._write(collection, kept, progress, recorder, renamed, {})

    def add_prepared(
        self,
        collection: str,
        kept: Sequence[Kept],
        prepared: Sequence[PreparedDocument],
        progress: Progress = ignore_progress,
    ) -> list[Outcome]:
        """As `add`, for documents that were normalised and prepared elsewhere with the same recipe and model.

        What has changed in the index meanwhile decides; what turns out to be missing is prepared here.

        Args:
            kept: Normalised documents with their fingerprints.
            prepared: Those of them that the index seemed not to have.
        """
        collections.check_name(collection)
        made = {_address(one.document): one for one in prepared}
        return self._write(collection, kept, progress, None, {}, made)

    def _write(
        self,
        collection: str,
        kept: Sequence[Kept],
        progress: Progress,
        recorder: Recorder | None,
        renamed: Mapping[str, str],
        made: Mapping[Address, PreparedDocument],
    ) -> list[Outcome]:
        before = {_address(one): self._stored(collection, one, renamed) for one, _ in kept}
        outcomes = [_outcome(pair, before[_address(pair[0])]) for pair in kept]
        changed = [pair for pair in kept if _changes(pair[1], before[_address(pair[0])])]
        moves = [Move(old, to) for to, old in before.items() if old and (old.source, old.id) != to]
        relabelled = _relabelled(kept, before)
        if not changed and not moves and not relabelled:
            return outcomes
        prepared = self._prepared(changed, before, made, progress)
        passages = {_address(one.document): len(one.passages) for one in prepared}
        outcomes = [one._replace(passages=passages.get(one.address, 0)) for one in outcomes]
        admission: Admission | None = None
        if recorder is not None:
            admission = partial(_recorded, recorder, outcomes)
        self.index.publish(collection, prepared, self.embedder.identity, admission, moves, relabelled)
        return outcomes

    def _prepared(
        self,
        changed: Sequence[Kept],
        before: Mapping[Address, Stored | None],
        made: Mapping[Address, PreparedDocument],
        progress: Progress,
    ) -> list[PreparedDocument]:
        """What changed, cut and embedded, but for what was made elsewhere."""

        def known(document: Document) -> Known:
            old = before[_address(document)]
            return self._known(document, old, any_title=old is not None and old.id != document.id)

        wanted = {_address(document) for document, _ in changed}
        prepared = [one for address, one in made.items() if address in wanted]
        missing = [pair for pair in changed if _address(pair[0]) not in made]
        return prepared + (self.preparer.prepare(missing, progress, known) if missing else [])

    def _stored(self, collection: str, document: Document, renamed: Mapping[str, str]) -> Stored | None:
        db = self.index.catalog.connection
        try:
            key = collections.find(db, collection).key
        except NotFound:
            return None
        found = stored(db, key, _address(document))
        if found is None and document.id in renamed:
            found = stored(db, key, Address(document.source, renamed[document.id]))
        return found

    def _known(self, document: Document, old: Stored | None, *, any_title: bool) -> Known:
        """The vectors of the same text, cut in the same way."""
        if old is None or old.recipe != self.preparer.recipe:
            return {}
        try:
            title, vectors = known_vectors(
                self.index.catalog.connection, old.key, version_name(document.text)
            )
        except StorageDamaged:  # what is embedded again repairs it
            return {}
        return vectors if any_title or title == document.title else {}


def _address(document: Document) -> Address:
    return Address(document.source, document.id)


def _outcome(pair: Kept, old: Stored | None) -> Outcome:
    document, fingerprint = pair
    status = _status(document, fingerprint, old)
    return Outcome(document.id, status, version=version_name(document.text), source=document.source)


def _relabelled(kept: Sequence[Kept], before: Mapping[Address, Stored | None]) -> dict[Address, Labels]:
    """The labels of documents that are there with others."""
    return {
        _address(document): document.access
        for document, _ in kept
        if document.access is not None
        and (old := before[_address(document)])
        and old.access != document.access
    }


def _status(document: Document, fingerprint: str, old: Stored | None) -> Status:
    if old is None:
        return Status.NEW
    if old.id != document.id:
        return Status.RENAMED
    if _changes(fingerprint, old):
        return Status.REPLACED
    return Status.UNCHANGED if document.access in (None, old.access) else Status.RELABELLED


def _changes(fingerprint: str, old: Stored | None) -> bool:
    return old is None or old.fingerprint != fingerprint


def _recorded(
    recorder: Recorder, outcomes: Sequence[Outcome], db: sqlite3.Connection, generation: int
) -> Container[Address]:
    return recorder(db, generation, outcomes)
