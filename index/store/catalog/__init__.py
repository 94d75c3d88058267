"""The catalog of record: one SQLite file from which FAISS and tantivy can be rebuilt at any time.

Its transaction is the commit point of every write.  Writers of all processes take turns with a file lock;
readers are never blocked (WAL).
"""

from __future__ import annotations

import fcntl
import json
import logging
import sqlite3
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexMismatch, SourcelineError, StorageUnusable
from index.private_files import private_folder, private_lock, withdraw_all
from index.store.catalog.schema import FORMAT, TABLES, UPGRADES
from index.store.catalog.seen_catalog import SeenConnections, hide_rows, one_view
from index.store.catalog.texts import add_text_functions
from index.store.sqlite_connections import SqliteConnections
from index.store.sqlite_file import FIELD, SqliteFile, folder_errors, storage_errors

log = logging.getLogger(__name__)


def now() -> str:
    """The current time, ISO 8601 in UTC with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def folded(text: str) -> str:
    """`text` for comparisons that ignore case and compatibility variants; also a function in SQL."""
    return unicodedata.normalize("NFKC", text).casefold()


#: What to do if the catalog is damaged.
REMEDY = (
    "Restore the data folder from a backup; or move the folder away and ingest the documents again: "
    "nothing else holds them."
)


#: A write-ahead log of more bytes is emptied behind a write.  Short readers who take turns keep it from being
#: begun anew, and SQLite shortens it only then.
LOG_BYTES = 16 << 20
#: Pages of the log that are moved into the file together: 4 MiB.
MOVED_TOGETHER = 256
#: Milliseconds that a write waits for readers of earlier states, to empty the log.
LOG_PATIENCE = 100
#: A page holds some passages, so that little of it stays empty.
PAGE_BYTES = 16_384
#: The folder in a data folder that is there while a backup is restored into it.
RESTORING = ".restoring"


def _add_functions(db: sqlite3.Connection) -> None:
    db.create_function("folded", 1, folded, deterministic=True)
    add_text_functions(db)


def _add_functions_and_hide_rows(db: sqlite3.Connection) -> None:
    _add_functions(db)
    hide_rows(db)


class Catalog:
    """Opens, guards and shares the SQLite file of a data folder.

    Args:
        home: The data folder; created if absent.

    Raises:
        StorageDamaged: The file is damaged, or it is missing although there are indexes derived from it.
        StorageUnusable: The folder or the file cannot be opened for writing.
        IndexMismatch: Another version of Sourceline made it.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "catalog.sqlite"
        self._file = SqliteFile(self.path, TABLES, FORMAT, REMEDY, UPGRADES, page_bytes=PAGE_BYTES)
        # With secure_delete a deleted document leaves no bytes in free pages.
        pragmas: dict[str, str | int] = {
            "journal_mode": "WAL",
            "secure_delete": "ON",
            "cache_size": -4096,
            "wal_autocheckpoint": MOVED_TOGETHER,
            "journal_size_limit": LOG_BYTES,
            # Not mapped into memory: a file that is cut while it is mapped ends the process.
            "mmap_size": 0,
        }
        self._connections = SqliteConnections(self._file, pragmas, prepare=_add_functions)
        self.seen_connections = SeenConnections(
            SqliteConnections(self._file, pragmas, prepare=_add_functions_and_hide_rows)
        )
        self._writing = threading.RLock()
        self._closed = False
        with folder_errors(home):
            private_folder(home)
            withdraw_all(home)  # what an earlier release made
            with self.writer_lock():
                self._create_or_check()

    def _create_or_check(self) -> None:
        if (self.home / RESTORING).exists():
            raise StorageUnusable(
                f"A backup is being restored into {self.home}, or that was interrupted.",
                field=FIELD,
                hint="Wait for `qa restore`, or run it again.",
            )
        if not self.path.exists() and any((self.home / "collections").glob("*")):
            raise self._file.damaged("is missing, though there are indexes that were made from it")
        self._file.create_or_check()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection, in autocommit mode."""
        return self._connections.connection

    @contextmanager
    def writer_lock(self, *, wait: bool = True) -> Iterator[bool]:
        """Hold the lock of the only writer among threads and processes; yields whether it was acquired."""
        if not self._writing.acquire(blocking=wait):
            yield False
            return
        try:
            with folder_errors(self.home):
                handle = private_lock(self.home / "writer.lock")
            with handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
                except BlockingIOError:
                    yield False
                    return
                yield True
        finally:
            self._writing.release()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: durable, all or nothing."""
        with self._connections.transaction() as db:
            yield db
        self._bound_log()

    def _bound_log(self) -> None:
        """Empty a log that has grown; one that a long reader needs stays until a later write."""
        log_file = self.path.with_name(f"{self.path.name}-wal")
        if not log_file.exists() or log_file.stat().st_size <= LOG_BYTES:
            return
        db = self.connection
        (patience,) = db.execute("PRAGMA busy_timeout").fetchone()
        db.execute(f"PRAGMA busy_timeout = {LOG_PATIENCE}")
        try:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except (SourcelineError, sqlite3.Error) as error:  # what was written is committed
            log.warning("The log of %s was not emptied: %s", self.path, error)
        finally:
            db.execute(f"PRAGMA busy_timeout = {patience}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view for several reads; inside another transaction, that one's view."""
        with one_view(self.connection) as db:
            yield db

    def scrub_log(self) -> None:
        """Move the write-ahead log into the file and truncate it, so that no deleted text stays in it."""
        with storage_errors(self.home):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Close this thread's connection; those of other threads close when the threads end."""
        self._connections.close()
        self.seen_connections.close()

    # The embedding model -----------------------------------------------------------------------------------

    def model(self) -> Mapping[str, object] | None:
        """The identity of the model that made the vectors in the catalog; None before the first write."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = 'model'").fetchone()
        return None if row is None else json.loads(row[0])

    def check_model(self, identity: Mapping[str, object]) -> None:
        """Raise `IndexMismatch` if the vectors in the catalog were made by another model."""
        kept = self.model()
        if kept is None or kept == dict(identity):
            return
        differing = sorted(k for k in {*kept, *identity} if kept.get(k) != identity.get(k))
        was, now_ = (", ".join(f"{k}={m.get(k)}" for k in differing) for m in (kept, identity))
        raise IndexMismatch(
            f"The data folder {self.home} was indexed with another model ({was}) than the one set ({now_}).",
            field="SOURCELINE_EMBEDDING_MODEL",
            hint="Set the model back, or name a new SOURCELINE_HOME and ingest the documents again.",
        )


def claim_model(db: sqlite3.Connection, identity: Mapping[str, object]) -> None:
    """Record, with the first vectors, which model made them."""
    db.execute("INSERT OR IGNORE INTO meta VALUES ('model', ?)", (json.dumps(dict(identity)),))


def last_write(db: sqlite3.Connection) -> int:
    """The number of the last write to any collection, by which processes notice others'; 0 if none was."""
    row = db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    return int(row[0]) if row else 0


def passages_written(db: sqlite3.Connection) -> int:
    """How many passages were ever written, those since deleted included."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return int(row[0]) if row else 0


def next_generation(db: sqlite3.Connection, collection: str) -> int:
    """The number of the generation of a collection that the current transaction will publish.

    Each collection counts its own: the number tells nothing of the others.
    """
    moment_ = max(now(), _last_moment(db))
    written = str(last_write(db) + 1)
    db.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)", [("generation", written), ("moment", moment_)]
    )
    row = db.execute("SELECT generation FROM collections WHERE name = ?", (collection,)).fetchone()
    return int(row[0]) + 1 if row else 1


def moment(db: sqlite3.Connection) -> str:
    """The moment of the current transaction, as `now` gives it.

    It is one for all that the transaction writes, and never before that of an earlier one, so that no version
    ends before it began when the clock was set back.
    """
    row = db.execute("SELECT value FROM meta WHERE name = 'moment'").fetchone()
    return str(row[0]) if row else now()


def _last_moment(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT value FROM meta WHERE name = 'moment'").fetchone()
    if row is None:  # of a catalog from before it was kept
        row = db.execute("SELECT max(valid_from) FROM passages").fetchone()
    return str(row[0] or "")
