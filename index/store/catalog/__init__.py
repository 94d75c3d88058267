"""The catalog of record: one SQLite file from which FAISS and tantivy can be rebuilt at any time.

Its transaction is the commit point of every write.  Writers take turns by a file lock, across processes;
readers are never blocked (WAL).
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexMismatch, StorageFull
from index.store.catalog.schema import FORMAT, TABLES


def now() -> str:
    """This moment, ISO 8601 in UTC with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def folded(text: str) -> str:
    """`text` as it is compared where case and ways of writing a letter do not matter; SQL has it too."""
    return unicodedata.normalize("NFKC", text).casefold()


@contextmanager
def storage_errors(home: Path) -> Iterator[None]:
    """Turn a full disk, however it shows, into `StorageFull`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise _full(home) from error
        raise
    except OSError as error:
        if error.errno in (28, 122):  # ENOSPC, EDQUOT
            raise _full(home) from error
        raise


def _full(home: Path) -> StorageFull:
    return StorageFull(
        f"The disk that holds {home} is full; this write was not kept, everything before it was.",
        field="SOURCELINE_HOME",
        hint="Free some space or move the data folder, then send it again.",
    )


class Catalog:
    """Opens, guards and shares the SQLite file of a data folder.

    Args:
        home: The data folder; made if absent.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "catalog.sqlite"
        self._local = threading.local()
        self._writing = threading.RLock()
        self._closed = False
        with storage_errors(home):
            home.mkdir(parents=True, exist_ok=True)
            with self.writer_lock():
                self._create_or_check()

    def _create_or_check(self) -> None:
        db = self.connection
        found = db.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
        elif found != FORMAT:
            raise IndexMismatch(
                f"{self.path} has format {found}, this Sourceline reads format {FORMAT}.",
                field="SOURCELINE_HOME",
                hint="Name another data folder and ingest the documents again.",
            )

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection, in autocommit mode."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=30.0)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # a deleted document leaves no bytes in free pages
            db.execute("PRAGMA cache_size = -16384")
            db.create_function("folded", 1, folded, deterministic=True)
            self._local.db = db
        return db

    @contextmanager
    def writer_lock(self, *, wait: bool = True) -> Iterator[bool]:
        """Hold the one writer's place among threads and processes; yields whether it was had."""
        if not self._writing.acquire(blocking=wait):
            yield False
            return
        try:
            with (self.home / "writer.lock").open("a") as handle:
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

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view for several reads; within another, that one's."""
        db = self.connection
        if db.in_transaction:
            yield db
            return
        db.execute("BEGIN")
        try:
            yield db
        finally:
            if db.in_transaction:
                db.execute("COMMIT")

    def scrub_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that no deleted text stays in it."""
        with storage_errors(self.home):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Close this thread's connection; other threads' close with the threads."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None

    # What the catalog knows of itself ------------------------------------------------------------------

    def model(self) -> Mapping[str, object] | None:
        """The identity of the model whose vectors the catalog holds; None before the first write."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = 'model'").fetchone()
        return None if row is None else json.loads(row[0])

    def check_model(self, identity: Mapping[str, object]) -> None:
        """Raise `IndexMismatch` if the vectors kept here were made by another model."""
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
    """Write down, with the first vectors, which model made them."""
    db.execute("INSERT OR IGNORE INTO meta VALUES ('model', ?)", (json.dumps(dict(identity)),))


def next_generation(db: sqlite3.Connection) -> int:
    """Number the generation that the current transaction will publish."""
    row = db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    generation = int(row[0]) + 1 if row else 1
    db.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(generation),))
    return generation
