"""Back a data folder up into one file, while others read and write it.

The catalog is copied inside one read transaction: it is of one moment, and writers go on.  A folder of an
older format is backed up as it is, not upgraded before.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path

from index.atomic_file import fsync_folder
from index.errors import InvalidInput, StorageFull, StorageUnusable
from index.store.backup.manifest import CATALOG, NAME, SUM, BackedUpCollection, BackedUpFile, Manifest
from index.store.backup.partial import partial_folder
from index.store.catalog import REMEDY
from index.store.derived_files import link_or_copy
from index.store.free_space import SPARE_BYTES
from index.store.sqlite_file import FIELD, SqliteFile, disk_full, folder_errors

#: Pages that are copied between two calls of `Progress`.
PAGES = 2000
INDEXES = "collections"
#: Called with the bytes that are done, and all that there are.
Progress = Callable[[int, int], None]


def back_up(
    home: Path,
    target: Path,
    *,
    beside: Sequence[str] = (),
    indexes: bool = False,
    settings: Mapping[str, str] | None = None,
    progress: Progress = lambda done, total: None,
) -> Manifest:
    """Write a backup of a data folder to `target`, which is replaced if it is a backup.

    Args:
        home: The data folder.
        beside: SQLite files beside the catalog that belong to it; those that are not there are left out.
        indexes: Take what is derived from the catalog, too: then nothing is built after a restore.
        settings: Kept for people.

    Raises:
        InvalidInput: `target` is there and no backup.
        StorageUnusable: There is no data folder, or `target` cannot be written.
        StorageDamaged: The catalog is damaged.
        StorageFull: There is no room.  An earlier backup stays as it was.
    """
    if not (home / CATALOG).exists():
        raise StorageUnusable(
            f"There is no data folder at {home}.", field=FIELD, hint="Name the one to back up."
        )
    if target.exists() and not _is_backup(target):
        raise InvalidInput(f"{target} is there and no backup.", field="FILE", hint="Name another file.")
    with folder_errors(target.parent), partial_folder(target.with_name(f".{target.name}.partial")) as folder:
        copies = folder / "files"
        copies.mkdir()
        manifest = _copied(home, copies, beside, indexes, dict(settings or {}), progress)
        made = folder / "backup"
        _write_archive(made, copies, manifest, progress)
        os.replace(made, target)
        fsync_folder(target.parent)
    return manifest


def _is_backup(path: Path) -> bool:
    try:
        with tarfile.open(path, "r:") as archive:
            first = archive.next()
            return first is not None and first.name == NAME
    except (OSError, tarfile.TarError):
        return False


def _copied(
    home: Path,
    copies: Path,
    beside: Sequence[str],
    indexes: bool,
    settings: dict[str, str],
    progress: Progress,
) -> Manifest:
    """Copy the files of one moment into `copies`."""
    _check_room(home, copies, [CATALOG, *beside], indexes)
    with _moment(home, indexes) as db:
        if indexes and (home / INDEXES).is_dir():
            shutil.copytree(home / INDEXES, copies / INDEXES, copy_function=_link)
        # From here on others may write; what they write is not seen.
        format, collections = _described(db)
        _copy(db, copies / CATALOG, progress)
    for name in beside:
        if (home / name).exists():
            with closing(SqliteFile(home / name, "", 0, REMEDY).connect()) as other:
                _copy(other, copies / name, lambda done, total: None)
    files = {path.relative_to(copies).as_posix(): _summed(path) for path in _files(copies)}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(made=made, catalog_format=format, collections=collections, settings=settings, files=files)


@contextmanager
def _moment(home: Path, indexes: bool) -> Iterator[sqlite3.Connection]:
    """A connection to the catalog that sees one moment.

    With `indexes` no writer is between the catalog and its indexes at that moment.
    """
    with closing(SqliteFile(home / CATALOG, "", 0, REMEDY).connect()) as db:
        lock = os.open(home / "writer.lock", os.O_RDONLY | os.O_CREAT, 0o666)
        try:
            if indexes:
                fcntl.flock(lock, fcntl.LOCK_EX)
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment is that of a first read
            yield db
        finally:
            os.close(lock)
            if db.in_transaction:
                db.execute("ROLLBACK")
            # What was deleted meanwhile could not leave the log while this moment was looked at.
            db.execute("PRAGMA busy_timeout = 1000")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _link(source: str, target: str) -> str:
    link_or_copy(Path(source), Path(target))
    return target


def _check_room(home: Path, copies: Path, names: Sequence[str], indexes: bool) -> None:
    logs = [f"{name}{end}" for name in names for end in ("", "-wal")]
    size = sum((home / name).stat().st_size for name in logs if (home / name).exists())
    if indexes:
        size += sum(path.stat().st_size for path in _files(home / INDEXES))
    if shutil.disk_usage(copies).free < 2 * size + SPARE_BYTES:
        raise StorageFull(
            f"The backup needs {(2 * size + SPARE_BYTES) >> 20} MB free at {copies.parent.parent} "
            "while it is made; nothing was written.",
            field="FILE",
            hint="Free some space or name a file on another disk.",
        )


def _described(db: sqlite3.Connection) -> tuple[int, dict[str, BackedUpCollection]]:
    (format,) = db.execute("PRAGMA user_version").fetchone()
    rows = db.execute(
        """SELECT name, generation, (SELECT count(*) FROM documents d WHERE d.collection = c.key)
           FROM collections c ORDER BY name"""
    )
    return format, {name: BackedUpCollection(generation=g, documents=n) for name, g, n in rows}


def _copy(db: sqlite3.Connection, path: Path, progress: Progress) -> None:
    """Copy an SQLite file as a connection sees it, and check the copy."""
    (page,) = db.execute("PRAGMA page_size").fetchone()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # its bytes are read again for the archive, which is synced
        try:
            db.backup(
                copy, pages=PAGES, progress=lambda _, left, all_: progress((all_ - left) * page, all_ * page)
            )
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
                raise disk_full(path.parent) from error
            raise
        copy.execute("PRAGMA journal_mode = DELETE")  # no log belongs to it
        (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        source = SqliteFile(Path(db.execute("PRAGMA database_list").fetchone()[2]), "", 0, REMEDY)
        raise source.damaged(f"is damaged ({' '.join(verdict.split())}); it was not backed up")


def _files(folder: Path) -> list[Path]:
    """The files below a folder, without locks."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")


def _summed(path: Path) -> BackedUpFile:
    with path.open("rb") as file:
        return BackedUpFile(sha256=file_digest(file, "sha256").hexdigest(), size=file.tell())


def _write_archive(path: Path, copies: Path, manifest: Manifest, progress: Progress) -> None:
    text = manifest.model_dump_json(indent=2).encode()
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            first = _member(NAME, len(text))
            first.pax_headers = {SUM: sha256(text).hexdigest()}
            archive.addfile(first, io.BytesIO(text))
            done = 0
            for name, kept in manifest.files.items():
                with (copies / name).open("rb") as data:
                    archive.addfile(_member(name, kept.size), data)
                (copies / name).unlink()
                done += kept.size
                progress(done, manifest.size)
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
