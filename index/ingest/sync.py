"""Keep a source in step with its folder: what is new, changed, renamed and deleted since the last pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from index.errors import InvalidInput
from index.ingest.access_rules import READ_AGAIN
from index.ingest.file_state import FileStates, file_hash, without_sidecar
from index.ingest.files import SourceFile
from index.ingest.ingest_files import Delete, Report, ingest_files
from index.ingest.ingester import Ingester, ignore_progress
from index.ingest.outcome import Outcome, Status
from index.ingest.prepare import Progress
from index.store.catalog import Catalog, files
from index.store.catalog.documents import ids_of_source
from index.store.catalog.files import FileRow
from index.store.catalog.sources import Source

#: Deleting a larger share of a source's documents needs to be confirmed.
MOST_DELETED = 0.5


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What has to be done.

    Args:
        new: Files that were never read.
        changed: Files whose bytes are others than when they were read.
        renamed: Files that were read under another name, which is the key.
        unchanged: How many files need not be read.
        failed: Files that could not be read, and have not changed since.
        deleted: Ids of documents whose files are gone.
        gone: The names of files that are gone.
        touched: Files whose bytes are the same though their time of change is not.
        held: How many documents the source has.
    """

    new: list[SourceFile] = field(default_factory=list)
    changed: list[SourceFile] = field(default_factory=list)
    renamed: dict[str, SourceFile] = field(default_factory=dict)
    unchanged: int = 0
    failed: list[FileRow] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    touched: list[FileRow] = field(default_factory=list)
    held: int = 0

    @property
    def to_read(self) -> list[SourceFile]:
        """The files that have to be read."""
        return [*self.renamed.values(), *self.new, *self.changed]

    @property
    def needs_consent(self) -> bool:
        """Whether more documents would be deleted than anybody means to."""
        return len(self.deleted) > MOST_DELETED * self.held

    def check(self, source: str, remedy: str) -> None:
        """Raise `InvalidInput` if it needs consent; `remedy` says how to give it."""
        if self.needs_consent:
            raise InvalidInput(
                f"{len(self.deleted):,} of the {self.held:,} documents of source {source!r} would be "
                "deleted, because their files are gone.",
                field="source",
                hint=f"Check that the folder is all there. {remedy}",
            )


def plan_sync(
    found: Sequence[SourceFile],
    known: Mapping[str, FileRow],
    ids: Collection[str],
    states: FileStates,
    *,
    checksum: bool = False,
) -> SyncPlan:
    """Compare a folder with what was read of it.

    Args:
        found: The files that are there.
        known: Those that were read, by name.
        ids: Of the documents of the source.
        states: Gives the states of files.
        checksum: Read every file, and do not trust its size and time of change.
    """
    plan = SyncPlan(held=len(ids))
    same: list[FileRow] = []
    for source in found:
        row = known.get(source.id)
        signature = states.signature(source.path)
        if row is None:
            plan.new.append(source)
        elif not checksum and states.same(row.signature, signature):
            same.append(row)
        else:
            now = states.row(source, row.failure)
            if now.hash != row.hash or not row.hash or states.differ(row.signature, signature):
                plan.changed.append(source)
            else:
                same.append(row)
                if now.signature != row.signature:
                    plan.touched.append(now)
    names = {source.id for source in found}
    plan.gone.extend(sorted(known.keys() - names))
    _find_renamed(plan, known)
    renamed = {*plan.renamed}
    owners = {*known, *names}
    plan.deleted.extend(
        sorted(id for id in ids if (owner := _owner(id, owners)) not in names and owner not in renamed)
    )
    plan.failed.extend(row for row in same if row.failure)
    return replace(plan, unchanged=len(same) - len(plan.failed))


def _find_renamed(plan: SyncPlan, known: Mapping[str, FileRow]) -> None:
    """Take out of the new files those whose bytes a file has that is gone."""
    gone: dict[str, list[str]] = defaultdict(list)
    for name in plan.gone:
        row = known[name]
        if row.hash and not row.failure:
            gone[without_sidecar(row.hash)].append(name)
    if not gone:
        return
    still_new = []
    for source in plan.new:
        before = gone.get(without_sidecar(file_hash(source.path)), [])
        if not before:
            still_new.append(source)
            continue
        # Of several with the same bytes, the one of the same name in another folder.
        same = PurePosixPath(source.id).name
        name = next((one for one in before if PurePosixPath(one).name == same), before[0])
        before.remove(name)
        plan.renamed[name] = source
    plan.new[:] = still_new
    plan.gone[:] = [name for name in plan.gone if name not in plan.renamed]


def _owner(id: str, names: Collection[str]) -> str:
    """The name of the file that a document is of: its id, or what that begins with; else its id."""
    if id in names:
        return id
    at = id.find("/")
    while at >= 0:
        if id[:at] in names:
            return id[:at]
        at = id.find("/", at + 1)
    return id


def plan_for(
    catalog: Catalog,
    source: Source | None,
    found: Sequence[SourceFile],
    states: FileStates,
    *,
    checksum: bool = False,
    again: bool = False,
) -> SyncPlan:
    """The plan for a source as the catalog has it; None is one that is new.

    Args:
        again: Read every file again: its labels may be others.
    """
    known: Mapping[str, FileRow] = {}
    ids: list[str] = []
    if source is not None:
        with catalog.reading() as db:
            known, ids = files.of_source(db, source.key), ids_of_source(db, source.key)
    if again:
        known = {name: row._replace(signature=READ_AGAIN) for name, row in known.items()}
    return plan_sync(found, known, ids, states, checksum=checksum)


def carry_out(
    plan: SyncPlan,
    source: Source,
    collection: str,
    catalog: Catalog,
    ingester: Callable[[], Ingester],
    delete: Delete,
    report: Report,
    progress: Progress = ignore_progress,
) -> None:
    """Do what a plan says.  Killed at any point, the next pass does the rest.

    Args:
        ingester: Called only if there is something to read: it loads the embedding model.
        delete: Deletes documents that are there.
    """
    for row in plan.failed:
        report(Outcome(row.name, Status.FAILED, f"{row.failure} It has not changed since.", source.name))
    if plan.touched:
        with catalog.transaction() as db:
            files.put(db, source.key, plan.touched)
    if plan.to_read:
        renamed = {file.id: before for before, file in plan.renamed.items()}
        ingest_files(ingester(), collection, plan.to_read, report, progress, delete=delete, renamed=renamed)
    with catalog.reading() as db:
        there = ids_of_source(db, source.key)
    # What was renamed to a name that was taken is still under the old one.
    due = {*plan.deleted, *(id for id in there if _owner(id, plan.renamed) in plan.renamed)}
    if gone := [id for id in there if id in due]:
        delete(collection, source.name, gone)
        for id in gone:
            report(Outcome(id, Status.DELETED, source=source.name))
    if plan.gone:
        with catalog.transaction() as db:
            files.remove(db, source.key, plan.gone)
