"""Ingest files in batches, and record their state, so that the next pass knows what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.documents import Document
from index.errors import ReaderKilled, SourcelineError
from index.ingest.file_state import FileStates
from index.ingest.files import SourceFile
from index.ingest.formats.limits import Limits
from index.ingest.ingester import Ingester, ignore_progress
from index.ingest.outcome import Outcome, Status
from index.ingest.overlapping import overlapped
from index.ingest.prepare import Progress
from index.ingest.unpacking import Unread, documents_of
from index.store.catalog import collections, files, sources
from index.store.catalog.documents import ids_below
from index.store.catalog.files import FileRow

#: Files are published in batches of about this many bytes, so that a killed process loses little work.
BATCH_BYTES = 300_000

#: Reports what became of a document.
Report = Callable[[Outcome], None]
#: Deletes documents of a source from a collection: given their collection, source and ids.
Delete = Callable[[str, str, Sequence[str]], None]
#: Adds documents, given with the ids that some had before; returns what became of each.
Add = Callable[[Sequence[Document], Mapping[str, str]], list[Outcome]]


def ingest_files(
    ingester: Ingester,
    collection: str,
    given: Sequence[SourceFile],
    report: Report,
    progress: Progress = ignore_progress,
    *,
    delete: Delete | None = None,
    renamed: Mapping[str, str] = {},
) -> None:
    """Ingest files in batches; each batch is durable and searchable when its outcomes are reported.

    A file that cannot be read fails alone; what it had before stays.

    Args:
        report: Called with the outcome of each document.
        progress: Called with the number of bytes done and their total.
        delete: Deletes what a container has no more; None keeps it.
        renamed: The names that files had before, by their new ones, where only one source is given.
    """
    files_together = [*batches(given)]
    sizes = [sum(map(size_of, sources)) for sources in files_together]
    done = [0] * len(sizes)

    def publish(number: int) -> FileBatch:
        def within(passages: int, of: int) -> None:
            done[number] = sizes[number] * passages // max(of, 1)
            progress(sum(done), sum(sizes))

        batch = FileBatch(ingester, collection, renamed)
        batch.ingest(files_together[number], within)
        done[number] = sizes[number]
        return batch

    numbers = range(len(sizes))
    # A file may take the name that another one had until the batch before.
    for batch in map(publish, numbers) if renamed else overlapped(publish, numbers):
        batch.record(report, delete)
        progress(sum(done), sum(sizes))


class ReadFile(NamedTuple):
    """What was read of a file.

    Args:
        row: Its state, for the next pass.
        documents: Those in it that could be read.
        failures: What became of the others.
        held: The ids of all that is in it; None where it could not be read.
    """

    source: SourceFile
    row: FileRow
    documents: list[Document]
    failures: list[Outcome]
    held: frozenset[str] | None


def read_file(source: SourceFile, states: FileStates, limits: Limits | None) -> ReadFile:
    """Read a file.  What cannot be read is a failure, not an error."""
    row = states.row(source)
    documents: list[Document] = []
    failures: list[Outcome] = []
    held: set[str] = set()
    try:
        for one in documents_of(source, limits):
            held.add(one.id)
            if isinstance(one, Unread):
                failures.append(Outcome(one.id, Status.FAILED, one.reason, source.source))
                row = _failed(row, one.reason, again=one.again)
            else:
                documents.append(one)
    except (SourcelineError, OSError) as error:
        failures.append(Outcome(source.id, Status.FAILED, str(error), source.source))
        row = _failed(row, str(error), again=isinstance(error, ReaderKilled))
        return ReadFile(source, row, documents, failures, None)
    return ReadFile(source, row, documents, failures, frozenset(held))


def _failed(row: FileRow, reason: str, *, again: bool) -> FileRow:
    """The row of a file that failed; without signature and hash if it has to be read `again`."""
    row = row._replace(failure=row.failure or reason)
    return row._replace(signature="", hash="") if again else row


class FileBatch:
    """Files that are published together.  The arguments are those of `ingest_files`."""

    def __init__(
        self,
        ingester: Ingester,
        collection: str,
        renamed: Mapping[str, str],
    ) -> None:
        self._ingester = ingester
        self._collection = collection
        self._renamed = renamed
        self._states = FileStates(ingester.sizes)
        self._documents: list[Document] = []
        self._outcomes: list[Outcome] = []
        self._rows: list[tuple[SourceFile, FileRow]] = []
        self._moved: dict[str, str] = {}
        #: What each file that was read has in it, by source and name.
        self._held: dict[tuple[str, str], frozenset[str]] = {}

    def ingest(self, batch: Sequence[SourceFile], progress: Progress) -> None:
        """Read and publish the files of a batch."""
        self.publish(
            [read_file(source, self._states, self._ingester.limits) for source in batch],
            lambda documents, moved: self._ingester.add(self._collection, documents, progress, renamed=moved),
        )

    def publish(self, read: Sequence[ReadFile], add: Add) -> None:
        """Publish what was read, by `add`; `record` says what became of it."""
        for one in read:
            self._take(one)
        if self._documents:
            self._outcomes += add(self._documents, self._moved)

    def _take(self, read: ReadFile) -> None:
        source = read.source
        self._outcomes += read.failures
        self._documents += read.documents
        for id in read.held or ():
            if source.id in self._renamed:
                self._moved[id] = self._renamed[source.id] + id.removeprefix(source.id)
        if read.held is not None:
            self._held[source.source, source.id] = read.held
        self._rows.append((source, read.row))

    def record(self, report: Report, delete: Delete | None) -> None:
        """Report what became of the batch, and record it.

        That is the state of each file whose source is known.  What containers have no more is deleted.
        """
        for outcome in self._outcomes:
            report(outcome)
        catalog = self._ingester.catalog
        with catalog.reading() as db:
            try:
                shelf = collections.find(db, self._collection)
            except SourcelineError:  # nothing could be read
                return
            known = {source.name: source for source, _ in sources.all_sources(db, shelf)}
            stale = [
                (name, [id for id in ids_below(db, known[name], file) if id not in held])
                for (name, file), held in self._held.items()
                if name in known
            ]
        if delete is not None:
            for name, ids in stale:
                if ids:
                    delete(self._collection, name, ids)
                    for id in ids:
                        report(Outcome(id, Status.DELETED, source=name))
        with catalog.transaction() as db:
            for source, row in self._rows:
                if source.source in known:
                    files.put(db, known[source.source].key, [row])
                    if source.id in self._renamed:
                        files.remove(db, known[source.source].key, [self._renamed[source.id]])


def batches(given: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    """Files together that are about `BATCH_BYTES` large."""
    batch: list[SourceFile] = []
    size = 0
    for source in given:
        if batch and size + size_of(source) > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += size_of(source)
    if batch:
        yield batch


def size_of(source: SourceFile) -> int:
    """Size of the file in bytes; 0 if it is gone, which reading it will report."""
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
