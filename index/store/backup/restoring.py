"""Restore a backup into a new data folder: all of it, checked, or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from index.atomic_file import fsync_folder
from index.errors import Conflict, IndexMismatch, InvalidInput, StorageDamaged, StorageFull
from index.store.backup.making import Progress
from index.store.backup.manifest import CATALOG, NAME, SUM, BackedUpFile, Manifest
from index.store.backup.partial import partial_folder
from index.store.catalog import RESTORING
from index.store.catalog.schema import FORMAT
from index.store.free_space import SPARE_BYTES
from index.store.sqlite_file import folder_errors

BLOCK = 1 << 20
#: A manifest of more bytes is none.
MOST_MANIFEST_BYTES = 64 << 20


def restore(backup: Path, home: Path, progress: Progress = lambda done, total: None) -> Manifest:
    """Restore a backup into `home`, which has to be absent, empty, or left by a restore that was killed.

    Until it is done, the folder cannot be opened.

    Raises:
        InvalidInput: There is no such file, or it is no backup.
        IndexMismatch: A newer Sourceline made it.
        StorageDamaged: It is not what was written, and nothing of it was restored.
        Conflict: `home` has something in it.
        StorageFull: There is no room.
        StorageUnusable: `home` cannot be written to.
    """
    try:
        with tarfile.open(backup, "r:") as archive:
            manifest = _manifest(archive, backup)
            with folder_errors(home), _restoring(home) as folder:
                _extract_all(archive, backup, manifest, folder, progress)
                _check_catalog(folder / CATALOG, backup)
                for name in sorted({name.partition("/")[0] for name in manifest.files}):
                    os.replace(folder / name, home / name)
                fsync_folder(home)
    except (FileNotFoundError, IsADirectoryError, PermissionError, tarfile.TarError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InvalidInput(
            f"{backup} cannot be read as a backup: {reason}.", field="FILE", hint="`qa backup` makes one."
        ) from error
    return manifest


def _manifest(archive: tarfile.TarFile, backup: Path) -> Manifest:
    first = archive.next()
    if first is None or first.name != NAME or first.size > MOST_MANIFEST_BYTES:
        raise InvalidInput(f"{backup} is no backup.", field="FILE", hint="`qa backup` makes one.")
    try:
        text = _data(archive, first).read()
        if hashlib.sha256(text).hexdigest() != first.pax_headers.get(SUM):
            raise _damaged(backup, "the checksum of its manifest is wrong")
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise _damaged(backup, "its manifest is not what this Sourceline writes") from error
    if manifest.catalog_format > FORMAT:
        raise IndexMismatch(
            f"{backup} has a catalog of format {manifest.catalog_format}, which a newer Sourceline made; "
            f"this one reads up to format {FORMAT}.",
            field="FILE",
            hint="Install the newer Sourceline.",
        )
    if CATALOG not in manifest.files:
        raise _damaged(backup, f"it has no {CATALOG}")
    return manifest


@contextmanager
def _restoring(home: Path) -> Iterator[Path]:
    """The folder in `home` to restore into; nothing but what the block moves into place is left behind it.

    Raises:
        Conflict: There is something in `home` that no restore has put there.
    """
    made = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    began_before = (home / RESTORING).is_dir()
    if not began_before and any(home.iterdir()):
        raise _not_empty(home)
    with partial_folder(home / RESTORING) as folder:
        others = [path for path in home.iterdir() if path.name != RESTORING]
        if others and not began_before:
            raise _not_empty(home)
        _delete(others)
        try:
            yield folder
        except BaseException:
            _delete([path for path in home.iterdir() if path.name != RESTORING])
            if made:
                shutil.rmtree(home, ignore_errors=True)
            raise
    fsync_folder(home)


def _not_empty(home: Path) -> Conflict:
    return Conflict(
        f"{home} is not empty; nothing was restored.",
        field="--home",
        hint="Name a new folder, or move this one away.",
    )


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _extract_all(
    archive: tarfile.TarFile, backup: Path, manifest: Manifest, folder: Path, progress: Progress
) -> None:
    if shutil.disk_usage(folder).free < manifest.size + SPARE_BYTES:
        raise StorageFull(
            f"The backup needs {(manifest.size + SPARE_BYTES) >> 20} MB; nothing was restored.",
            field="--home",
            hint="Free some space or name a folder on another disk.",
        )
    done = 0
    for name, due in manifest.files.items():
        member = archive.next()
        if member is None or member.name != name or not member.isreg():
            raise _damaged(backup, f"{name} is missing")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _extract(_data(archive, member), folder / name, due, backup)
        done += due.size
        progress(done, manifest.size)


def _data(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    data = archive.extractfile(member)
    if data is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    return data


def _extract(data: IO[bytes], path: Path, due: BackedUpFile, backup: Path) -> None:
    found, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        while block := data.read(BLOCK):
            found.update(block)
            size += len(block)
            if size > due.size:  # a sparse entry of a few bytes may stand for all of a disk
                break
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if (found.hexdigest(), size) != (due.sha256, due.size):
        raise _damaged(backup, f"the checksum of {path.name} is wrong")


def _check_catalog(path: Path, backup: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise _damaged(backup, f"its catalog is damaged ({' '.join(verdict.split())})")


def _damaged(backup: Path, what: str) -> StorageDamaged:
    return StorageDamaged(
        f"{backup} is damaged: {what}; nothing was restored.", field="FILE", hint="Take another backup."
    )
