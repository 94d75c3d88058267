"""Connections to an SQLite file: one for each thread, with settings, and write transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from index.store.sqlite_file import SqliteFile, storage_errors


class SqliteConnections:
    """A connection for each thread that asks for one.  All are in autocommit mode and check foreign keys.

    Args:
        file: The file, which must exist when a connection is opened.
        pragmas: SQLite's settings by name.  `synchronous` is FULL by default: what is committed survives a
            power cut.
        patience: Seconds to wait for another writer.
        prepare: Called with each new connection.
    """

    def __init__(
        self,
        file: SqliteFile,
        pragmas: Mapping[str, str | int],
        patience: float = 30.0,
        prepare: Callable[[sqlite3.Connection], object] = lambda db: None,
    ) -> None:
        self._file = file
        self._pragmas = {"synchronous": "FULL", "foreign_keys": "ON", **pragmas}
        self._patience = patience
        self._prepare = prepare
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._file.connect(self._patience)
            for name, value in self._pragmas.items():
                db.execute(f"PRAGMA {name} = {value}")
            self._prepare(db)
            self._local.db = db
        return db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: either all of it is committed or nothing.

        Raises:
            StorageFull: The disk is full.
        """
        db = self.connection
        with storage_errors(self._file.path.parent):
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close this thread's connection; those of other threads are closed when the threads end."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None
