"""The SQLite file of keys, beside the catalog.

It is a file of its own because `index/` knows no users, and because a check of a key must not wait for an
ingest.  Every check reads it, so that another process's new or revoked key counts from the next request on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.store.sqlite_connections import SqliteConnections
from index.store.sqlite_file import SqliteFile
from index.store.sqlite_upgrade import Upgrade

NAME = "keys.db"
#: What to do where the file is damaged.  It is never passed over: a service that had keys must not open.
REMEDY = f"Restore {NAME} from a backup; or, if none of its keys is to hold, delete it and make new keys."
#: Raised whenever the tables change; a file of another format is refused, never guessed at.
FORMAT = 3

SESSIONS = """
CREATE TABLE sessions (
    digest  BLOB PRIMARY KEY,        -- SHA-256 of the cookie
    key     TEXT REFERENCES keys (id),
    person  TEXT,                    -- in place of a key: JSON of who an identity provider says it is
    expires REAL NOT NULL            -- Unix time
);
"""
USAGE = """
CREATE TABLE usage (
    key      TEXT NOT NULL,          -- of a key or a person
    day      TEXT NOT NULL,          -- UTC
    requests INTEGER NOT NULL,
    PRIMARY KEY (key, day)
) WITHOUT ROWID;
"""
#: What brings the file from one format to the next.
UPGRADES = {
    1: Upgrade(
        f"""
    ALTER TABLE keys ADD COLUMN access TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE keys ADD COLUMN expires TEXT;
    ALTER TABLE sessions RENAME TO sessions_1;
    {SESSIONS}
    INSERT INTO sessions SELECT digest, key, NULL, expires FROM sessions_1;
    DROP TABLE sessions_1;
    ALTER TABLE usage RENAME TO usage_1;
    {USAGE}
    INSERT INTO usage SELECT * FROM usage_1;
    DROP TABLE usage_1;
    """,
        "labels and ends of keys, sessions of people",
    ),
    2: Upgrade("ALTER TABLE keys ADD COLUMN write INTEGER;", "keys whose answers are written, or never"),
}

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
    last_used   TEXT,                -- to the hour
    access      TEXT NOT NULL DEFAULT '[]', -- JSON list of labels
    expires     TEXT,                -- from then on it is not valid
    write       INTEGER              -- whether its answers are written; NULL for the setting
);

CREATE TABLE signing (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    secret BLOB NOT NULL
);
"""
TABLES += SESSIONS + USAGE


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
        self._file = SqliteFile(home / NAME, TABLES, FORMAT, REMEDY, UPGRADES)
        self._file.create_or_check_locked(home / "keys.lock")
        self._connections = self.connections()

    def connections(
        self, synchronous: Literal["FULL", "NORMAL"] = "FULL", patience: float = 30.0
    ) -> SqliteConnections:
        """Other connections than `connection`, with settings of their own.

        Args:
            synchronous: NORMAL commits without waiting for the disk: a killed process loses nothing, a power
                cut may lose the last few commits.
            patience: Seconds to wait for another writer.
        """
        return SqliteConnections(self._file, {"journal_mode": "WAL", "synchronous": synchronous}, patience)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode; what it commits survives a power cut."""
        return self._connections.connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: either all of it is durable or nothing."""
        with self._connections.transaction() as db:
            yield db

    def close(self) -> None:
        """Close this thread's connection."""
        self._connections.close()
