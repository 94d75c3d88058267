"""Bring documents into the index: only what changed is cut and embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from index.documents import Document
from index.embed.protocol import Embedder
from index.errors import InvalidInput, NotFound, SourcelineError
from index.ingest.files import SourceFile, read
from index.ingest.passages import PassageSizes
from index.ingest.prepare import Preparer, Progress
from index.store.catalog import collections as shelves
from index.store.catalog.documents import kept_fingerprint
from index.store.passage_index import PassageIndex, Wanted

#: Files are published together up to about this many bytes, so that a kill loses little work.
BATCH_BYTES = 300_000


class Status(StrEnum):
    """What became of a document."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"


class Outcome(NamedTuple):
    """What became of one document, and why where it failed."""

    document_id: str
    status: Status
    reason: str = ""


def silent(done: int, total: int) -> None:
    """A progress that nobody watches."""


class Ingester:
    """Writes documents to an index with one model and one way of cutting.

    Args:
        index: Where to.
        embedder: Makes the vectors.
        sizes: Of passages.

    Raises:
        IndexMismatch: The index holds another model's vectors.
    """

    def __init__(self, index: PassageIndex, embedder: Embedder, sizes: PassageSizes) -> None:
        index.catalog.check_model(embedder.identity)
        self._index = index
        self.embedder = embedder
        self._preparer = Preparer(embedder, sizes)

    def add(
        self,
        collection: str,
        documents: Sequence[Document],
        progress: Progress = silent,
        *,
        wanted: Wanted | None = None,
    ) -> list[Outcome]:
        """Make all documents durable and searchable, or none; returns what became of each, in order.

        Args:
            wanted: Asked within the committing transaction which ids to write still.

        Raises:
            InvalidInput: One cannot be taken; the field says which.
            StorageFull: There is no room.
        """
        shelves.check_name(collection)
        kept = []
        for n, document in enumerate(documents):
            try:
                kept.append(self._preparer.normalised(document))
            except InvalidInput as error:
                error.field = f"documents[{n}].{error.field}"
                raise
        outcomes = [
            Outcome(document.id, self._status(collection, document.id, mark)) for document, mark in kept
        ]
        changed = [
            pair for pair, outcome in zip(kept, outcomes, strict=True) if outcome.status != Status.UNCHANGED
        ]
        if changed:
            prepared = self._preparer.prepare(changed, progress)
            self._index.publish(collection, prepared, self.embedder.identity, wanted)
        return outcomes

    def _status(self, collection: str, document_id: str, mark: str) -> Status:
        db = self._index.catalog.connection
        try:
            known = kept_fingerprint(db, shelves.find(db, collection).key, document_id)
        except NotFound:
            known = None
        if known is None:
            return Status.NEW
        return Status.UNCHANGED if known == mark else Status.REPLACED


def ingest_files(
    ingester: Ingester,
    collection: str,
    sources: Sequence[SourceFile],
    report: Callable[[Outcome], None],
    progress: Progress = silent,
) -> None:
    """Ingest files in batches, each durable and searchable when reported; a bad file stops no other.

    Args:
        report: Called with what became of each file.
        progress: Called with the bytes done and their total.
    """
    total = sum(_size(source) for source in sources)
    done = 0
    for batch in _batches(sources):
        documents = []
        for source in batch:
            try:
                documents.append(read(source))
            except (SourcelineError, OSError) as error:
                report(Outcome(source.id, Status.FAILED, str(error)))
        size = sum(_size(source) for source in batch)

        def within(passages: int, of: int, done: int = done, size: int = size) -> None:
            progress(done + size * passages // max(of, 1), total)

        for outcome in ingester.add(collection, documents, within) if documents else []:
            report(outcome)
        done += size
        progress(done, total)


def _batches(sources: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    batch: list[SourceFile] = []
    size = 0
    for source in sources:
        if batch and size + _size(source) > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += _size(source)
    if batch:
        yield batch


def _size(source: SourceFile) -> int:
    """Bytes of the file; 0 where it is gone, which reading it will report."""
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
