"""Jobs in the catalog: documents that were accepted and are not yet in the index.

A job has a row for each of its documents.  The row holds the document until it has an outcome, which is
recorded in the transaction that writes the document.  So a killed process neither loses nor repeats one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from index.documents import Document
from index.errors import NotFound
from index.store.catalog import now
from index.store.catalog.job_payload import packed, unpacked


class JobState(StrEnum):
    """The state of a job.  A job that is running when the server starts was interrupted and goes on."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


class JobRow(NamedTuple):
    """A job in the catalog.

    Args:
        done: Passages embedded.
        total: Passages to embed in all: an estimate until all documents are cut; 0 before the first is.
        documents: How many documents it was made of.
        with_outcome: How many of them have an outcome.
        failed: How many of them could not be written.
        generation: The last one that it published; None before.
        problem: Why it failed, as JSON; None if it did not.
    """

    id: str
    collection: str
    state: JobState
    done: int
    total: int
    documents: int
    with_outcome: int
    failed: int
    generation: int | None
    problem: Any
    created: str
    updated: str


class PendingDocument(NamedTuple):
    """A document of a job that has no outcome yet, at its position in the job."""

    position: int
    document: Document


class JobOutcome(NamedTuple):
    """What became of one document of a job.

    Args:
        position: Of the document in the job, from 0.
        status: A `Status` of the ingester.
        version: The name of its version; None if it failed.
        problem: Why it failed, as JSON.
        passages: How many were embedded for it.
        number: 1, 2, ... in the order of a job's outcomes; given when it is recorded.
    """

    position: int
    document_id: str
    source: str
    status: str
    version: str | None
    problem: Any = None
    passages: int = 0
    number: int = 0


class Workload(NamedTuple):
    """How much of a job is done, to estimate the rest.

    Args:
        passages: Embedded for documents that have an outcome.
        embedded: Characters of these documents.
        waiting: Characters of the documents without an outcome.
    """

    passages: int
    embedded: int
    waiting: int


_COLUMNS = """id, collection, state, done, total, documents,
  (SELECT count(*) FROM job_documents d WHERE d.job = jobs.id AND d.outcome > 0),
  (SELECT count(*) FROM job_documents d WHERE d.job = jobs.id AND d.outcome > 0 AND d.status = 'failed'),
  generation, problem, created, updated"""
_UNFINISHED = "state IN ('queued', 'running')"


def _row(row: tuple[Any, ...]) -> JobRow:
    id, collection, state, *counts, problem, created, updated = row
    problem = json.loads(problem) if problem else None
    return JobRow._make([id, collection, JobState(state), *counts, problem, created, updated])


def add(
    db: sqlite3.Connection, id: str, collection: str, documents: Sequence[Document], maker: str = ""
) -> JobRow:
    """Queue documents for a collection; `maker` is the id of the key that sends them."""
    moment = now()
    db.execute(
        """INSERT INTO jobs (id, collection, state, documents, created, updated, maker)
           VALUES (?, ?, 'queued', ?, ?, ?, ?)""",
        (id, collection, len(documents), moment, moment, maker),
    )
    db.executemany(
        """INSERT INTO job_documents (job, position, document, source, size, payload)
           VALUES (?, ?, ?, ?, ?, ?)""",
        ((id, n, item.id, item.source, len(item.text), _payload(item)) for n, item in enumerate(documents)),
    )
    return show(db, id)


def _payload(document: Document) -> bytes:
    return json.dumps(packed(document)).encode()


def _document(payload: bytes) -> Document:
    return unpacked(json.loads(payload))


# What clients see ------------------------------------------------------------------------------------------


def show(db: sqlite3.Connection, id: str) -> JobRow:
    """The job `id`.  Raises `NotFound`."""
    row = db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise unknown(id)
    return _row(row)


def unknown(id: str) -> NotFound:
    """The error that there is no job `id`."""
    return NotFound(f"There is no job {id[:64]!r}.", field="id", hint="GET /v1/jobs lists the jobs.")


def latest(db: sqlite3.Connection, limit: int, collections: Sequence[str] = ()) -> list[JobRow]:
    """The last `limit` jobs, newest first; only of these collections, if any are given."""
    only = f"WHERE collection IN ({', '.join('?' * len(collections))})" if collections else ""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM jobs {only} ORDER BY rowid DESC LIMIT ?", (*collections, limit)
    )
    return [_row(row) for row in rows]


def counts(db: sqlite3.Connection) -> Mapping[JobState, int]:
    """How many jobs are in each state; those without any are left out."""
    return {JobState(state): n for state, n in db.execute("SELECT state, count(*) FROM jobs GROUP BY state")}


def outcomes(db: sqlite3.Connection, id: str, after: int = 0) -> list[JobOutcome]:
    """What became of the documents of a job, in the order in which it did, after outcome number `after`."""
    rows = db.execute(
        """SELECT position, document, source, status, version, problem, passages, outcome FROM job_documents
           WHERE job = ? AND outcome > ? ORDER BY outcome""",
        (id, after),
    )
    return [JobOutcome._make([*row[:5], json.loads(row[5]) if row[5] else None, *row[6:]]) for row in rows]


def cancel(db: sqlite3.Connection, id: str) -> JobRow:
    """Drop what a job has not written yet; a finished job stays as it is.  Raises `NotFound`."""
    if not show(db, id).state.finished:
        finish(db, id, JobState.CANCELLED)
    return show(db, id)


# Running a job ---------------------------------------------------------------------------------------------


def oldest_unfinished(db: sqlite3.Connection) -> JobRow | None:
    """The job to run next."""
    row = db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE {_UNFINISHED} ORDER BY rowid LIMIT 1").fetchone()
    return None if row is None else _row(row)


def pending(db: sqlite3.Connection, id: str, characters: int, most: int) -> list[PendingDocument]:
    """The next documents to write: at most so many, of about so many characters, at least one if any is left.

    Args:
        characters: Of all their texts together.
        most: How many.
    """
    sizes = db.execute(
        """SELECT position, sum(size) OVER (ORDER BY position) - size FROM job_documents
           WHERE job = ? AND status IS NULL ORDER BY position LIMIT ?""",
        (id, most),
    ).fetchall()
    positions = [position for position, before in sizes if before < characters]
    if not positions:
        return []
    rows = db.execute(
        """SELECT position, payload FROM job_documents
           WHERE job = ? AND position BETWEEN ? AND ? AND status IS NULL ORDER BY position""",
        (id, positions[0], positions[-1]),
    )
    return [PendingDocument(position, _document(payload)) for position, payload in rows]


def still_pending(db: sqlite3.Connection, id: str, positions: Sequence[int]) -> set[int]:
    """Those of the positions whose documents still have to be written."""
    rows = db.execute(
        """SELECT position FROM job_documents
           WHERE job = ? AND status IS NULL AND position IN (SELECT value FROM json_each(?))""",
        (id, json.dumps([*positions])),
    )
    return {position for (position,) in rows}


def workload(db: sqlite3.Connection, id: str) -> Workload:
    """How much of a job is done, to estimate the rest."""
    row = db.execute(
        """SELECT coalesce(sum(passages), 0), coalesce(sum(size) FILTER (WHERE passages > 0), 0),
             coalesce(sum(size) FILTER (WHERE status IS NULL), 0) FROM job_documents WHERE job = ?""",
        (id,),
    ).fetchone()
    return Workload(*row)


def note_progress(db: sqlite3.Connection, id: str, done: int, total: int) -> bool:
    """Record that a job is running, and its progress; False if it is no longer to be run."""
    changed = db.execute(
        f"""UPDATE jobs SET state = 'running', done = ?, total = ?, updated = ?
            WHERE id = ? AND {_UNFINISHED}""",
        (done, total, now(), id),
    )
    return bool(changed.rowcount)


def record(db: sqlite3.Connection, id: str, found: Iterable[JobOutcome], generation: int | None) -> None:
    """Record what became of documents, and delete them from the job.

    Args:
        generation: The one that has them; None if nothing was written.
    """
    (last,) = db.execute(
        "SELECT coalesce(max(outcome), 0) FROM job_documents WHERE job = ?", (id,)
    ).fetchone()
    for number, one in enumerate(found, last + 1):
        problem = None if one.problem is None else json.dumps(one.problem)
        db.execute(
            """UPDATE job_documents SET payload = NULL, outcome = ?, status = ?, version = ?, problem = ?,
                 passages = ? WHERE job = ? AND position = ?""",
            (number, one.status, one.version, problem, one.passages, id, one.position),
        )
    db.execute(
        f"""UPDATE jobs SET generation = coalesce(?, generation), updated = ?
            WHERE id = ? AND {_UNFINISHED}""",
        (generation, now(), id),
    )


def finish(db: sqlite3.Connection, id: str, state: JobState, problem: object = None) -> None:
    """End an unfinished job, and delete the documents that have no outcome."""
    db.execute("DELETE FROM job_documents WHERE job = ? AND status IS NULL", (id,))
    passages = workload(db, id).passages
    db.execute(
        f"""UPDATE jobs SET state = ?, done = ?, total = ?, problem = ?, updated = ?
            WHERE id = ? AND {_UNFINISHED}""",
        (state, passages, passages, None if problem is None else json.dumps(problem), now(), id),
    )


# What happens to documents and collections meanwhile -------------------------------------------------------


def remove_document(db: sqlite3.Connection, collection: str, source: str, document_id: str) -> None:
    """Remove a deleted document from every job that has not written it yet."""
    affected = db.execute(
        f"""DELETE FROM job_documents WHERE document = ? AND source = ? AND status IS NULL
            AND job IN (SELECT id FROM jobs WHERE collection = ? AND {_UNFINISHED}) RETURNING job""",
        (document_id, source, collection),
    ).fetchall()
    db.executemany("UPDATE jobs SET documents = documents - 1 WHERE id = ?", affected)


def rename_collection(db: sqlite3.Connection, old: str, new: str) -> None:
    """Let the jobs of a collection follow its new name."""
    db.execute("UPDATE jobs SET collection = ? WHERE collection = ?", (new, old))


def remove_collection(db: sqlite3.Connection, collection: str) -> int:
    """Delete every job of a collection with its documents; returns how many jobs."""
    return db.execute("DELETE FROM jobs WHERE collection = ?", (collection,)).rowcount
