"""The file that keys are kept in: SQLite beside the catalog, of its own, for `index/` knows no users.

Of its own, too, so that a check waits for no ingest; and a request never finds it out of date, since every
check reads it: another process's new or revoked key counts from its next request on.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.store.catalog import storage_errors
from index.store.sqlite_file import SqliteFile, folder_errors

NAME = "keys.db"
#: What to do where the file is damaged.  It is never passed over: a service that had keys must not open.
REMEDY = f"Restore {NAME} from a backup; or, if none of its keys is to hold, delete it and make new keys."
#: Raised whenever the tables change; a file of another format is refused, never guessed at.
FORMAT = 1

TABLES = """
CREATE TABLE keys (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    digest      BLOB NOT NULL,       -- SHA-256 of the key
    publishable INTEGER NOT NULL,
    scopes      TEXT NOT NULL,       -- JSON list, as are the next two
    collections TEXT NOT NULL,
    origins     TEXT NOT NULL,
    per_minute  INTEGER,
    per_day     INTEGER,
    created     TEXT NOT NULL,
    revoked     TEXT,
    last_used   TEXT                 -- to the hour
);

CREATE TABLE sessions (
    digest  BLOB PRIMARY KEY,        -- SHA-256 of the cookie
    key     TEXT NOT NULL REFERENCES keys (id),
    expires REAL NOT NULL            -- Unix time
);

CREATE TABLE usage (
    key      TEXT NOT NULL REFERENCES keys (id),
    day      TEXT NOT NULL,          -- UTC
    requests INTEGER NOT NULL,
    PRIMARY KEY (key, day)
) WITHOUT ROWID;

CREATE TABLE signing (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    secret BLOB NOT NULL
);
"""


class Database:
    """The SQLite file of a data folder's keys, readable by its owner only.

    Args:
        home: The data folder; made if absent.

    Raises:
        StorageDamaged: The file is empty, damaged, or not what Sourceline wrote.
        StorageUnusable: The folder or the file cannot be opened for writing: another user made it.
        IndexMismatch: Another version of Sourceline made the file.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / NAME
        self._file = SqliteFile(self.path, TABLES, FORMAT, REMEDY, mode=0o600)
        self._local = threading.local()
        with folder_errors(home):
            home.mkdir(parents=True, exist_ok=True)
            with (home / "keys.lock").open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self._file.create_or_check()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection, in autocommit mode; what it commits outlives a power cut."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = self.connect("FULL", 30.0)
        return db

    def connect(self, synchronous: Literal["FULL", "NORMAL"], patience: float) -> sqlite3.Connection:
        """A connection of one's own.

        Args:
            synchronous: NORMAL commits without waiting for the disk: a killed process loses nothing, a power
                cut perhaps the last few.
            patience: Seconds to wait for another writer.
        """
        db = self._file.connect(patience)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {synchronous}")
        db.execute("PRAGMA foreign_keys = ON")
        return db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: all of it, durable, or nothing."""
        db = self.connection
        with storage_errors(self.home):
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close this thread's connection."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None
