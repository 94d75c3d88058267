"""Write documents to the index.  Only changed documents are cut and embedded."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from index.documents import Document, version_name
from index.embed.protocol import Embedder
from index.errors import InvalidInput, NotFound, SourcelineError
from index.ingest.files import SourceFile, read
from index.ingest.formats.limits import Limits
from index.ingest.passages import PassageSizes
from index.ingest.prepare import Preparer, Progress
from index.store.catalog import collections
from index.store.catalog.documents import stored_fingerprint
from index.store.passage_index import Admission, PassageIndex

#: Files are published in batches of about this many bytes, so that a killed process loses little work.
BATCH_BYTES = 300_000


class Status(StrEnum):
    """What happened to a document."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"


class Outcome(NamedTuple):
    """What happened to one document.

    Args:
        reason: Why it failed.
        version: The name of its version; empty if it failed.
        passages: How many were embedded for it.
    """

    document_id: str
    status: Status
    reason: str = ""
    version: str = ""
    passages: int = 0


#: Called within the transaction of a write, with its generation and what happens to each document in it:
#: returns the ids of those that may still be written, and may write rows of its own.
Recorder = Callable[[sqlite3.Connection, int, Sequence[Outcome]], Container[str]]


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
        self.embedder = embedder
        self.limits = limits
        self.preparer = Preparer(embedder, sizes)

    def add(
        self,
        collection: str,
        documents: Sequence[Document],
        progress: Progress = ignore_progress,
        *,
        recorder: Recorder | None = None,
    ) -> list[Outcome]:
        """Make all documents durable and searchable, or none; returns an outcome for each, in order.

        Args:
            recorder: Called if there is anything to write.

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
        outcomes = [
            Outcome(
                document.id,
                self._status(collection, document.id, fingerprint),
                version=version_name(document.text),
            )
            for document, fingerprint in kept
        ]
        changed = [
            pair for pair, outcome in zip(kept, outcomes, strict=True) if outcome.status != Status.UNCHANGED
        ]
        if not changed:
            return outcomes
        prepared = self.preparer.prepare(changed, progress)
        passages = {item.document.id: len(item.passages) for item in prepared}
        outcomes = [o._replace(passages=passages.get(o.document_id, 0)) for o in outcomes]
        admission: Admission | None = None
        if recorder is not None:
            admission = partial(_recorded, recorder, outcomes)
        self.index.publish(collection, prepared, self.embedder.identity, admission)
        return outcomes

    def _status(self, collection: str, document_id: str, fingerprint: str) -> Status:
        db = self.index.catalog.connection
        try:
            known = stored_fingerprint(db, collections.find(db, collection).key, document_id)
        except NotFound:
            known = None
        if known is None:
            return Status.NEW
        return Status.UNCHANGED if known == fingerprint else Status.REPLACED


def _recorded(
    recorder: Recorder, outcomes: Sequence[Outcome], db: sqlite3.Connection, generation: int
) -> Container[str]:
    return recorder(db, generation, outcomes)


def ingest_files(
    ingester: Ingester,
    collection: str,
    sources: Sequence[SourceFile],
    report: Callable[[Outcome], None],
    progress: Progress = ignore_progress,
) -> None:
    """Ingest files in batches; each batch is durable and searchable when its outcomes are reported.

    A file that cannot be read fails alone.

    Args:
        report: Called with the outcome of each file.
        progress: Called with the number of bytes done and their total.
    """
    total = sum(_size(source) for source in sources)
    done = 0
    for batch in _batches(sources):
        documents = []
        for source in batch:
            try:
                documents.append(read(source, ingester.limits))
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
    """Size of the file in bytes; 0 if it is gone, which `read` will report."""
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
