"""SQLite files of a data folder: created atomically, checked when opened, never mistaken for new ones.

Damage is raised as `StorageDamaged`, whenever SQLite finds it.  A file or folder that cannot be used is
raised as `StorageUnusable`, a full disk as `StorageFull`.  Each message is one line that says what to do.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from index.atomic_file import fsync_folder
from index.errors import IndexMismatch, SourcelineError, StorageDamaged, StorageFull, StorageUnusable
from index.private_files import FILE, private_folder, private_lock
from index.store.checksum import add_functions
from index.store.sqlite_upgrade import Upgrade, upgraded

#: A file of at most this many bytes is read completely when it is opened, to find damage: 64 MiB take 0.03 s
#: from the system's cache and 0.8 s from a slow disk.  Damage in a larger file is
#: reported when a query meets it.
CHECKED_BYTES = 64 << 20
FIELD = "SOURCELINE_HOME"
_FULL = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_UNUSABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR)
#: Messages without an error code of their own that SQLite gives for a changed file.
_DAMAGE_MESSAGES = ("no such table", "no such column", "has no column", "Could not decode", "malformed JSON")


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """The path of an SQLite file, and the tables that it must have.

    Args:
        tables: The SQL that creates its tables and indexes.
        format: Its `user_version`; raise it whenever the tables change.  A file of another format is refused.
        remedy: What to do if the file is damaged, in one sentence.
        upgrades: By format, the step to the next one.
        mode: The permissions of a new file, before the process's umask is applied.
        page_bytes: The size of a new file's pages.  A row that fits no more leaves the rest of a page empty.
    """

    path: Path
    tables: str
    format: int
    remedy: str
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)
    mode: int = FILE
    page_bytes: int = 4096

    def create_or_check(self) -> None:
        """Create the file if there is none, else check it.  Needs a lock against other processes.

        Raises:
            StorageDamaged: It is empty, truncated, changed, or not an SQLite file.
            StorageUnusable: It cannot be opened for writing.
            IndexMismatch: It has another format.
        """
        if self.path.exists():
            self._check()
        else:
            self._create()

    def _create(self) -> None:
        """Write the tables to another file and rename it, so that a killed process leaves no empty file."""
        for log in self._logs():
            if log.exists() and log.stat().st_size:
                raise self.damaged(f"is missing, though {log.name} is there")
        new = self.path.with_name(f"{self.path.name}.new")
        for leftover in (new, *new.parent.glob(f"{new.name}-*")):
            leftover.unlink(missing_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, self.mode))
        with closing(_open(new, 0.0, self)) as db:
            db.execute(f"PRAGMA page_size = {self.page_bytes}")
            db.executescript(f"BEGIN; {self.tables} PRAGMA user_version = {self.format}; COMMIT;")
        os.replace(new, self.path)
        fsync_folder(self.path.parent)

    def _check(self) -> None:
        if obstacle := self._obstacle():
            raise unusable(self.path, obstacle)
        with closing(self.connect()) as db:
            found = upgraded(db, self.path, self.upgrades)
            if found > self.format:
                raise IndexMismatch(
                    f"{self.path} has format {found}, which a newer Sourceline made; "
                    f"this one reads up to format {self.format}.",
                    field=FIELD,
                    hint="Install the newer Sourceline again, or restore a backup from before the upgrade.",
                )
            if found not in (self.format, 0):
                raise IndexMismatch(
                    f"{self.path} has format {found}, this Sourceline reads format {self.format}.",
                    field=FIELD,
                    hint=f"Use the Sourceline that made it. {self.remedy}",
                )
            missing = sorted(_parts(self.tables) - _parts_of(db), key=_order)
            if missing or found != self.format:
                raise self.damaged(f"lacks {missing[0] if missing else 'its format'}")
            if self.path.stat().st_size <= CHECKED_BYTES:
                (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
                if verdict != "ok":
                    raise self.damaged(f"is damaged ({' '.join(verdict.split())})")

    def create_or_check_locked(self, lock: Path) -> None:
        """Do the same while no other process does, by a lock on the file `lock`; makes the folder if absent.

        Raises:
            StorageUnusable: The folder cannot be written to; or what `create_or_check` raises.
        """
        with folder_errors(self.path.parent):
            private_folder(self.path.parent)
            with private_lock(lock) as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self.create_or_check()

    def connect(self, patience: float = 30.0) -> sqlite3.Connection:
        """A connection in autocommit mode that explains its errors; the file must exist.

        Args:
            patience: Seconds to wait for another writer.
        """
        # Check before SQLite opens it: SQLite takes an empty file for a new one and deletes its log.
        if self.path.is_file() and not self.path.stat().st_size:
            raise self.damaged("is empty (0 bytes)")
        return _open(self.path, patience, self)

    def damaged(self, what: str) -> StorageDamaged:
        """The error that the file "is damaged", or another predicate `what`."""
        return StorageDamaged(f"{self.path} {what}.", field=FIELD, hint=self.remedy)

    def explained(self, error: Exception) -> SourcelineError | None:
        """The Sourceline error for an SQLite error; None if it says nothing about the state of the file."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        primary = code & 0xFF
        if code in _FULL or primary in _FULL:
            return disk_full(self.path.parent)
        unreadable = isinstance(error, UnicodeDecodeError) or any(w in str(error) for w in _DAMAGE_MESSAGES)
        if primary in _DAMAGED or unreadable:
            return self.damaged(f"is damaged ({error})")
        if primary in _UNUSABLE:
            return unusable(self.path, self._obstacle() or str(error))
        return None

    def _obstacle(self) -> str:
        if self.path.is_dir():
            return "it is a folder"
        if not self.path.exists():
            return "it is missing"
        for path in (self.path, self.path.parent):
            if not os.access(path, os.R_OK | os.W_OK):
                return f"{path} may not be read and written by this user"
        return ""

    def _logs(self) -> list[Path]:
        return [self.path.with_name(self.path.name + end) for end in ("-wal", "-journal")]


@contextmanager
def folder_errors(home: Path) -> Iterator[None]:
    """Turn any `OSError` into `StorageFull` or `StorageUnusable`."""
    try:
        yield
    except OSError as error:
        if error.errno in (28, 122):  # ENOSPC, EDQUOT
            raise disk_full(home) from error
        raise unusable(Path(error.filename or home), error.strerror or str(error)) from error


@contextmanager
def storage_errors(home: Path) -> Iterator[None]:
    """Turn a full disk, however it shows, into `StorageFull`."""
    try:
        yield
    except OSError as error:
        if error.errno in (28, 122):  # ENOSPC, EDQUOT
            raise disk_full(home) from error
        raise


def disk_full(home: Path) -> StorageFull:
    """The error that the disk of a data folder is full."""
    return StorageFull(
        f"The disk that holds {home} is full; this write was not kept, everything before it was.",
        field=FIELD,
        hint="Free some space or move the data folder, then send it again.",
    )


def unusable(path: Path, reason: str) -> StorageUnusable:
    """The error that a file or folder of the data folder cannot be used."""
    return StorageUnusable(
        f"{path} cannot be used: {reason}.",
        field=FIELD,
        hint="Name a data folder that this user may write to, or give this user the folder.",
    )


# Connections that explain their errors ---------------------------------------------------------------------


def _open(path: Path, patience: float, file: SqliteFile) -> sqlite3.Connection:
    """Open an existing file: with mode `rw`, SQLite does not create one."""
    try:
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=patience,
            factory=_Connection,
        )
    except sqlite3.DatabaseError as error:
        raise (file.explained(error) or unusable(path, str(error))) from error
    db.file = file
    add_functions(db)
    return db


#: Text that is not UTF-8 is damage, too.
_CAUGHT = (sqlite3.DatabaseError, UnicodeDecodeError)


class _Connection(sqlite3.Connection):
    """Raises the errors of its cursors as errors of its file."""

    file: SqliteFile

    def cursor(self, *_: Any) -> Any:
        """A cursor that explains its errors."""
        return super().cursor(_Cursor)

    # The methods of `sqlite3.Connection` would create a plain cursor.

    def execute(self, *given: Any) -> Any:
        return self.cursor().execute(*given)

    def executemany(self, *given: Any) -> Any:
        return self.cursor().executemany(*given)

    def executescript(self, *given: Any) -> Any:
        return self.cursor().executescript(*given)


class _Cursor(sqlite3.Cursor):
    """Explains its errors.  Damage may be found at any step: when a query starts, and at each row."""

    connection: _Connection

    def execute(self, *given: Any) -> Any:
        try:
            return super().execute(*given)
        except _CAUGHT as error:
            self._explain(error)
            raise

    def executemany(self, *given: Any) -> Any:
        try:
            return super().executemany(*given)
        except _CAUGHT as error:
            self._explain(error)
            raise

    def executescript(self, *given: Any) -> Any:
        try:
            return super().executescript(*given)
        except _CAUGHT as error:
            self._explain(error)
            raise

    def close(self) -> None:
        """Close it, if its connection has not: a generator may end after that."""
        with suppress(sqlite3.ProgrammingError):
            super().close()

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except _CAUGHT as error:
            self._explain(error)
            raise

    def fetchall(self) -> Any:
        try:
            return super().fetchall()
        except _CAUGHT as error:
            self._explain(error)
            raise

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except _CAUGHT as error:
            self._explain(error)
            raise

    def _explain(self, error: Exception) -> None:
        if (explained := self.connection.file.explained(error)) is not None:
            raise explained from error


# Tables and columns that a file must have -------------------------------------------------------------------


@cache
def _parts(tables: str) -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(tables)
        return _parts_of(db)


def _order(part: str) -> tuple[bool, str]:
    """Whole tables first."""
    return not part.startswith("the table"), part


def _parts_of(db: sqlite3.Connection) -> frozenset[str]:
    """The tables, their columns and the indexes, with names for error messages."""
    made = db.execute(
        "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' UNION ALL "
        "SELECT 'column ' || m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c "
        "WHERE m.type = 'table'"
    ).fetchall()
    return frozenset(f"the {name}" for (name,) in made)
