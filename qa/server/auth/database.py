"""The file that keys are kept in: SQLite beside the catalog, of its own, for `index/` knows no users.

Of its own, too, so that a check waits for no ingest; and a request never finds it out of date, since every
check reads it: another process's new or revoked key counts from its next request on.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.errors import IndexMismatch, InvalidInput
from index.store.catalog import storage_errors

NAME = "keys.db"
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
        IndexMismatch: Another version of Sourceline made the file.
        InvalidInput: Another user made it.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / NAME
        self._local = threading.local()
        with storage_errors(home):
            home.mkdir(parents=True, exist_ok=True)
            with (home / "keys.lock").open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self._create_or_check()

    def _create_or_check(self) -> None:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if not os.access(self.path, os.R_OK | os.W_OK):
            raise InvalidInput(
                f"{self.path} belongs to another user.",
                field="SOURCELINE_HOME",
                hint="Run `qa keys` as the user that serves, or give that user the file.",
            )
        db = self.connection
        found = db.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
        elif found != FORMAT:
            raise IndexMismatch(
                f"{self.path} has format {found}, this Sourceline reads format {FORMAT}.",
                field="SOURCELINE_HOME",
                hint="Use the Sourceline that made it, or delete the file and make new keys.",
            )

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
        db = sqlite3.connect(self.path, isolation_level=None, timeout=patience)
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
