"""Feedback in an SQLite file of its own in the data folder; what was acknowledged survives a power cut."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.store.catalog import now, storage_errors
from qa.feedback.records import Feedback, Kept

FILE = "feedback.sqlite"
SECONDS_TO_WAIT = 30.0
_TABLES = """
CREATE TABLE IF NOT EXISTS feedback (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created TEXT NOT NULL, collection TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS cited (
    feedback INTEGER NOT NULL REFERENCES feedback ON DELETE CASCADE, document TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS cited_document ON cited (document);
"""


class FeedbackStore:
    """The feedback of a data folder.  Safe to use from many threads and processes.

    Args:
        home: The data folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / FILE

    def add(self, feedback: Feedback) -> Kept:
        """Keep it; durable when this returns.  Raises `StorageFull`."""
        kept = Kept(**feedback.model_dump(), id=uuid.uuid4().hex, created=now())
        with storage_errors(self._home), self._writing() as db:
            row = (kept.id, kept.created, kept.collection, kept.model_dump_json(exclude={"id", "created"}))
            key = db.execute(
                "INSERT INTO feedback (id, created, collection, record) VALUES (?, ?, ?, ?)", row
            ).lastrowid
            cited = {citation.document_id for citation in kept.citations}
            db.executemany("INSERT INTO cited VALUES (?, ?)", [(key, document) for document in cited])
        return kept

    def latest(self, limit: int, collection: str | None = None) -> list[Kept]:
        """The newest first."""
        return list(self._rows("ORDER BY key DESC", limit, collection))

    def everything(self, collection: str) -> list[Kept]:
        """All of a collection, the oldest first."""
        return list(self._rows("ORDER BY key", -1, collection))

    def forget(self, collection: str, document_id: str) -> int:
        """Erase what quotes a document that is being erased; how much it was."""
        if not self._path.exists():
            return 0
        with storage_errors(self._home), self._writing() as db:
            gone = db.execute(
                "DELETE FROM feedback WHERE collection = ? "
                "AND key IN (SELECT feedback FROM cited WHERE document = ?)",
                (collection, document_id),
            ).rowcount
        return gone

    def _rows(self, order: str, limit: int, collection: str | None) -> Iterator[Kept]:
        if not self._path.exists():
            return
        with closing(self._open()) as db:
            where = "WHERE ?1 IS NULL OR collection = ?1"
            for id, created, record in db.execute(
                f"SELECT id, created, record FROM feedback {where} {order} LIMIT ?2", (collection, limit)
            ):
                yield Kept.model_validate({**json.loads(record), "id": id, "created": created})

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=SECONDS_TO_WAIT, isolation_level=None)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        return db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as db:
            db.executescript(_TABLES)
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
