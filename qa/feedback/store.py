"""Feedback in an SQLite file of its own in the data folder; what was acknowledged survives a power cut."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from index.store.catalog import now
from index.store.sqlite_connections import SqliteConnections
from index.store.sqlite_file import SqliteFile
from index.store.sqlite_upgrade import Upgrade
from qa.feedback.records import Feedback, StoredFeedback

FILE = "feedback.sqlite"
#: Raised whenever the tables change.
FORMAT = 1
REMEDY = f"Restore {FILE} from a backup; or move it away, if the feedback in it can be done without."
_TABLES = """
CREATE TABLE feedback (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created TEXT NOT NULL, collection TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE cited (
    feedback INTEGER NOT NULL REFERENCES feedback ON DELETE CASCADE, document TEXT NOT NULL,
    collection TEXT NOT NULL DEFAULT ''
);
CREATE INDEX cited_document ON cited (document);
"""
_UPGRADES = {
    0: Upgrade(
        """ALTER TABLE cited ADD COLUMN collection TEXT NOT NULL DEFAULT '';
    UPDATE cited SET collection = (SELECT f.collection FROM feedback f WHERE f.key = cited.feedback);
    """,
        "the collection of each cited document",
    )
}


class FeedbackStore:
    """The feedback of a data folder.  Safe to use from many threads and processes.

    Args:
        home: The data folder, which must exist.

    Raises:
        StorageDamaged: The file is empty, damaged, or not what Sourceline wrote.
        StorageUnusable: It cannot be opened for writing.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._file = SqliteFile(self._path, _TABLES, FORMAT, REMEDY, _UPGRADES)
        self._connections = SqliteConnections(self._file, {"secure_delete": "ON"})
        if self._path.exists():
            self._create_or_check()

    def _create_or_check(self) -> None:
        self._file.create_or_check_locked(self._path.with_name("feedback.lock"))

    def add(self, feedback: Feedback) -> StoredFeedback:
        """Store feedback, in place of what it replaces; it is durable when this returns.

        Raises:
            StorageFull: The disk is full.
        """
        stored = StoredFeedback(
            **feedback.model_dump(exclude={"replaces"}), id=uuid.uuid4().hex, created=now()
        )
        with self._transaction() as db:
            if feedback.replaces:
                db.execute(
                    "DELETE FROM feedback WHERE id = ? AND json_extract(record, '$.question') = ?",
                    (feedback.replaces, feedback.question),
                )
            row = (
                stored.id,
                stored.created,
                stored.collection,
                stored.model_dump_json(exclude={"id", "created", "replaces"}),
            )
            key = db.execute(
                "INSERT INTO feedback (id, created, collection, record) VALUES (?, ?, ?, ?)", row
            ).lastrowid
            cited = {(one.document_id, one.collection or stored.collection) for one in stored.citations}
            db.executemany("INSERT INTO cited VALUES (?, ?, ?)", [(key, *document) for document in cited])
        return stored

    def latest(self, limit: int, collection: str | None = None) -> list[StoredFeedback]:
        """The latest feedback, newest first."""
        return list(self._rows("ORDER BY key DESC", limit, collection))

    def everything(self, collection: str) -> list[StoredFeedback]:
        """All feedback on a collection, oldest first."""
        return list(self._rows("ORDER BY key", -1, collection))

    def since(self, moment: str, collection: str | None = None) -> list[StoredFeedback]:
        """All feedback since a moment, of every collection unless one is named, newest first."""
        return list(self._rows("AND created >= ?3 ORDER BY key DESC", -1, collection, moment))

    def mark(self) -> tuple[int, int]:
        """What changes with every record that is added or erased."""
        if not self._path.exists():
            return 0, 0
        with closing(self._connections):
            last, count = self._connections.connection.execute(
                "SELECT max(key), count(*) FROM feedback"
            ).fetchone()
            return last or 0, count

    def raw_records(self) -> list[tuple[str, str, str]]:
        """The id, the record as JSON, and the collection of all feedback, oldest first."""
        if not self._path.exists():
            return []
        with closing(self._connections):
            rows = self._connections.connection.execute(
                "SELECT id, record, collection FROM feedback ORDER BY key"
            )
            return [(id, record, collection) for id, record, collection in rows]

    def erase(self, ids: Sequence[str]) -> None:
        """Erase records."""
        if not ids:
            return
        with self._transaction() as db:
            db.execute(
                "DELETE FROM feedback WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*ids]),)
            )

    def forget(self, collection: str, document_id: str, versions: Sequence[str]) -> int:
        """Erase all feedback that cites these versions of a document; returns how many records that were.

        A document of another source may have the same id.
        """
        if not self._path.exists():
            return 0
        with self._transaction() as db:
            return db.execute(
                """DELETE FROM feedback
                   WHERE key IN (SELECT feedback FROM cited WHERE document = ?1 AND collection = ?2)
                   AND EXISTS (SELECT 1 FROM json_each(record, '$.citations') c
                               WHERE json_extract(c.value, '$.document_id') = ?1
                                 AND json_extract(c.value, '$.version') IN
                                   (SELECT value FROM json_each(?3)))""",
                (document_id, collection, json.dumps([*versions])),
            ).rowcount

    def forget_collection(self, collection: str) -> int:
        """Erase all feedback on a collection, or that cites it; returns how many records that were."""
        if not self._path.exists():
            return 0
        with self._transaction() as db:
            return db.execute(
                """DELETE FROM feedback WHERE collection = ?1
                   OR key IN (SELECT feedback FROM cited WHERE collection = ?1)""",
                (collection,),
            ).rowcount

    def rename_collection(self, old: str, new: str) -> None:
        """Let all feedback on a collection, or that cites it, follow its new name."""
        if not self._path.exists():
            return
        with self._transaction() as db:
            rows = db.execute(
                """SELECT key, record FROM feedback WHERE collection = ?1
                   OR key IN (SELECT feedback FROM cited WHERE collection = ?1)""",
                (old,),
            ).fetchall()
            for key, record in rows:
                renamed = json.dumps(_renamed(json.loads(record), old, new), ensure_ascii=False)
                db.execute("UPDATE feedback SET record = ? WHERE key = ?", (renamed, key))
            db.execute("UPDATE feedback SET collection = ? WHERE collection = ?", (new, old))
            db.execute("UPDATE cited SET collection = ? WHERE collection = ?", (new, old))

    def _rows(self, order: str, limit: int, collection: str | None, *more: str) -> Iterator[StoredFeedback]:
        if not self._path.exists():
            return
        with closing(self._connections):
            where = "WHERE (?1 IS NULL OR collection = ?1)"
            for id, created, record in self._connections.connection.execute(
                f"SELECT id, created, record FROM feedback {where} {order} LIMIT ?2",
                (collection, limit, *more),
            ):
                yield StoredFeedback.model_validate({**json.loads(record), "id": id, "created": created})

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            self._create_or_check()
        with closing(self._connections), self._connections.transaction() as db:
            yield db


def _renamed(record: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """The record of feedback with the new name wherever it has the old one."""
    for named in (record, *record["citations"]):
        if named.get("collection") == old:
            named["collection"] = new
    return record
