"""Jobs in the catalog: documents that were accepted and are not yet in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any, NamedTuple

from index.documents import Document
from index.errors import NotFound
from index.store.catalog import now


class JobState(StrEnum):
    """The state of a job.  A job that is running when the server starts was interrupted and runs again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRow(NamedTuple):
    """A job in the catalog.

    Args:
        done: Passages embedded.
        total: Passages of all its documents; 0 until they are cut.
        result: Its result as JSON; None while unfinished.
    """

    id: str
    collection: str
    state: JobState
    done: int
    total: int
    result: Any
    created: str
    updated: str


_COLUMNS = "id, collection, state, done, total, result, created, updated"
_UNFINISHED = "state IN ('queued', 'running')"


def _row(row: tuple[Any, ...]) -> JobRow:
    id, collection, state, done, total, result, created, updated = row
    return JobRow(
        id, collection, JobState(state), done, total, json.loads(result) if result else None, created, updated
    )


def add(db: sqlite3.Connection, id: str, collection: str, documents: Sequence[Document]) -> JobRow:
    """Queue documents for a collection."""
    payload = json.dumps([asdict(document) for document in documents]).encode()
    moment = now()
    db.execute(
        """INSERT INTO jobs (id, collection, state, payload, created, updated)
           VALUES (?, ?, 'queued', ?, ?, ?)""",
        (id, collection, payload, moment, moment),
    )
    return show(db, id)


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
        f"SELECT {_COLUMNS} FROM jobs {only} ORDER BY created DESC, rowid DESC LIMIT ?", (*collections, limit)
    )
    return [_row(row) for row in rows]


def oldest_unfinished(db: sqlite3.Connection) -> JobRow | None:
    """The job to run next."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE {_UNFINISHED} ORDER BY created, rowid LIMIT 1"
    ).fetchone()
    return None if row is None else _row(row)


def payload(db: sqlite3.Connection, id: str) -> list[Document]:
    """The documents that a job still has to write; none once it is finished."""
    row = db.execute("SELECT payload FROM jobs WHERE id = ?", (id,)).fetchone()
    return [Document(**item) for item in json.loads(row[0])] if row and row[0] else []


def note_progress(db: sqlite3.Connection, id: str, done: int, total: int) -> None:
    """Record that a job is running, and its progress."""
    db.execute(
        "UPDATE jobs SET state = 'running', done = ?, total = ?, updated = ? WHERE id = ?",
        (done, total, now(), id),
    )


def finish(db: sqlite3.Connection, id: str, state: JobState, result: object) -> None:
    """Record the result of a job and delete its documents."""
    db.execute(
        "UPDATE jobs SET state = ?, result = ?, payload = NULL, updated = ? WHERE id = ?",
        (state, json.dumps(result), now(), id),
    )


def remove_document(db: sqlite3.Connection, collection: str, source: str, document_id: str) -> None:
    """Remove a deleted document from every job that has not written it yet."""
    unfinished = db.execute(
        f"SELECT id FROM jobs WHERE collection = ? AND {_UNFINISHED} AND payload IS NOT NULL", (collection,)
    ).fetchall()
    for (id,) in unfinished:
        documents = payload(db, id)
        kept = [asdict(d) for d in documents if (d.source, d.id) != (source, document_id)]
        if len(kept) < len(documents):
            db.execute("UPDATE jobs SET payload = ? WHERE id = ?", (json.dumps(kept).encode(), id))
