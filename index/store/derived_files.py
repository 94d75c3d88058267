"""The files of a derived store: immutable folders with checksums, published by an atomic rename.

A store, such as the lexical index of a collection, is one folder and one manifest beside it.  The manifest
names the folder, the generation that it reflects, and the size and SHA-256 of every file.  The next build is
made in a new folder, which shares unchanged files by hard links, and is published by one atomic rename of its
manifest.  Files that a killed writer leaves behind are in no manifest.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from index.atomic_file import atomic_file, fsync_folder
from index.errors import DerivedStoreDamaged
from index.private_files import FILE, private_folder, withdraw_all
from index.store.catalog.generations import GenerationId

HEAD_BYTES = 4096
#: Up to this many bytes are read completely on opening; of more, only sizes and heads are checked.
MAX_BYTES_VERIFIED_ON_OPEN = 64 << 20
#: Endings of files without checksums here: locks, and columns, which change in place and have their own.
UNLISTED = (".lock", ".column", ".columns", ".partial")
#: How often in a row another process may publish while a build is opened.
MAX_ATTEMPTS = 100
#: What reading a file raises whose bytes are wrong.
UNREADABLE = (OSError, ValueError, KeyError, TypeError)
#: Error codes of file systems without hard links.
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV, errno.EMLINK}

T = TypeVar("T")

#: A file's device, inode, size and time of the last change: known without reading the file.
_FileState = tuple[int, int, int, int]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FileChecksums(_Strict):
    """The size in bytes of a file, and the SHA-256 of its first `HEAD_BYTES` and of the whole file."""

    size: int
    head: str
    whole: str


class _Manifest(_Strict):
    format: Literal[1]
    folder: str
    generation: int
    token: str
    files: dict[str, FileChecksums]


@dataclass(frozen=True)
class Build:
    """A published folder of a derived store.

    Args:
        folder: The folder with its files.
        generation_id: The generation that it reflects.
        files: Checksums by file name.
    """

    folder: Path
    generation_id: GenerationId
    files: Mapping[str, FileChecksums]


class DerivedFiles:
    """The files of one derived store.  Only the holder of the writer lock may change them.

    Args:
        home: The collection's folder.
        store: Name of the store; names of its folders and of its manifest start with it.
    """

    def __init__(self, home: Path, store: str) -> None:
        self._home = home
        self.store = store
        self._manifest = home / f"{store}.manifest"
        self._verified: dict[_FileState, str] = {}  # SHA-256 of files that were read completely
        self._rejected: Path | None = None
        #: Whether the last `verify` left bytes unread.
        self.has_unverified_bytes = False

    def current(self) -> Build | None:
        """The published build; None if there is none.  Raises `DerivedStoreDamaged`."""
        try:
            checksum, _, text = self._manifest.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self.damaged(f"its manifest cannot be read: {error.strerror}") from error
        if checksum != _hash(text).encode():
            raise self.damaged("the checksum of its manifest is wrong")
        try:
            kept = _Manifest.model_validate_json(text)
        except ValueError as error:
            raise self.damaged("its manifest has another format") from error
        return Build(self._home / kept.folder, GenerationId(kept.generation, kept.token), kept.files)

    def open_current(self, open_build: Callable[[Build], T]) -> T | None:
        """Verify the current build and open it with `open_build`; None if there is no build.

        Raises:
            DerivedStoreDamaged: The build cannot be used.
        """
        for _ in range(MAX_ATTEMPTS):
            build = self.current()
            if build is None:
                return None
            try:
                self.verify(build)
                return open_build(build)
            except DerivedStoreDamaged:
                if self.current() == build:
                    raise  # otherwise another process has published a new build and deleted this one
        raise self.damaged("it changes faster than it can be opened")

    # Checking ----------------------------------------------------------------------------------------------

    def verify(self, build: Build) -> None:
        """Compare a build with its manifest.

        A file that this process has read or written is read again only if it was changed since.  If many
        bytes are unread, only sizes and heads are checked; then `has_unverified_bytes` is true.

        Raises:
            DerivedStoreDamaged: A file differs from its checksums.
        """
        if build.folder == self._rejected:
            raise self.damaged("one of its files was found damaged")
        unread = [name for name, due in build.files.items() if not self._is_verified(build, name, due)]
        read_all = sum(build.files[name].size for name in unread) <= MAX_BYTES_VERIFIED_ON_OPEN
        for name in unread:
            self._verify_file(build, name, whole=read_all)
        self.has_unverified_bytes = not read_all
        if unread and read_all:  # forget earlier builds; another process may have deleted even this one
            known = {due.whole for due in build.files.values()}
            self._verified = {seen: whole for seen, whole in self._verified.items() if whole in known}

    def verify_every_byte(self, build: Build) -> None:
        """Read every byte of a build, even of files that were read before.

        Raises:
            DerivedStoreDamaged: A file differs from its checksums; `verify` refuses this build from now on.
        """
        self._verified = {}
        try:
            for name, due in build.files.items():
                self._is_verified(build, name, due)
                self._verify_file(build, name, whole=True)
        except DerivedStoreDamaged:
            self._rejected = build.folder
            raise

    def _is_verified(self, build: Build, name: str, due: FileChecksums) -> bool:
        try:
            seen = _file_state(build.folder / name)
        except OSError as error:
            raise self.damaged(f"{name}: {error.strerror}") from error
        if seen[2] != due.size:
            raise self.damaged(f"{name} has {seen[2]} bytes, not {due.size}")
        return self._verified.get(seen) == due.whole

    def _verify_file(self, build: Build, name: str, *, whole: bool) -> None:
        path, due = build.folder / name, build.files[name]
        try:
            seen = _file_state(path)
            found = _checksums(path) if whole else None
            head = found.head if found else _head(path)
        except OSError as error:
            raise self.damaged(f"{name}: {error.strerror}") from error
        if head != due.head or (found and found != due):
            raise self.damaged(f"the checksum of {name} is wrong")
        if found:
            self._verified[seen] = found.whole

    def verify_changing(
        self,
        build: Build,
        check: Callable[[], object],
        writer_lock: Callable[[], AbstractContextManager[object]],
    ) -> None:
        """Check a build whose files are changed in place; once more under the lock if it fails without.

        Args:
            check: Reads every byte; raises an error of `UNREADABLE` where one is wrong.
            writer_lock: Nothing is changed while it is held.

        Raises:
            DerivedStoreDamaged: A byte is wrong; `verify` refuses this build from now on.
        """
        try:
            try:
                check()
            except ValueError:
                with writer_lock():  # it may have changed meanwhile
                    check()
        except UNREADABLE as error:
            if self.current() == build:
                self.reject(build)
                raise self.damaged(str(error)) from error

    def reject(self, build: Build) -> None:
        """Refuse this build from now on."""
        self._rejected = build.folder

    def damaged(self, reason: str) -> DerivedStoreDamaged:
        """The error that this store is damaged, with the reason."""
        return DerivedStoreDamaged(
            f"The {self.store} store in {self._home} is damaged: {reason}.",
            field="SOURCELINE_HOME",
            hint="`qa doctor --repair` rebuilds it from the catalog.",
        )

    # Writing -----------------------------------------------------------------------------------------------

    @contextmanager
    def draft(self, base: Build | None = None) -> Iterator[Path]:
        """A new folder for the next build; it is deleted at the end unless it was published.

        Args:
            base: Start with the files of this build.  Replace or delete them, but change none in place.
        """
        folder = self._home / f"{self.store}-{uuid.uuid4().hex}"
        private_folder(folder)
        try:
            if base is not None:
                self._copy_base(base, folder)
            yield folder
        finally:
            if self._current_folder() != folder.name:
                shutil.rmtree(folder, ignore_errors=True)

    def _copy_base(self, base: Build, folder: Path) -> None:
        for name in base.files:
            try:
                link_or_copy(base.folder / name, folder / name)
            except FileNotFoundError as error:
                raise self.damaged(f"{name} is missing") from error

    def publish(self, draft: Path, generation_id: GenerationId, base: Build | None = None) -> Build:
        """Make a finished draft the current build, and delete the previous one.

        Args:
            base: The build that the draft started with: files still shared with it are not read again.
        """
        files = {}
        read: dict[_FileState, str] = {}
        withdraw_all(draft)
        for path in sorted(path for path in draft.iterdir() if path.suffix not in UNLISTED):
            kept = _unchanged_checksums(path, base)
            files[path.name] = due = kept or _checksums(path)
            if kept is None or self._verified.get(_file_state(path)) == due.whole:
                read[_file_state(path)] = due.whole
        manifest = _Manifest(
            format=1,
            folder=draft.name,
            generation=generation_id.number,
            token=generation_id.token,
            files=files,
        )
        text = manifest.model_dump_json().encode()
        fsync_folder(draft)
        with atomic_file(self._manifest, FILE) as file:
            file.write(_hash(text).encode() + b"\n" + text)
        self._verified, self._rejected = read, None
        self.delete_unreferenced()
        return Build(draft, generation_id, files)

    def delete_unreferenced(self) -> None:
        """Delete all files of the store that are not in its current build, those of earlier releases too."""
        for path in self.unreferenced():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def unreferenced(self) -> list[Path]:
        """The files and folders of the store that are not in its current build."""
        kept = {self._manifest.name, self._current_folder()}
        return sorted(path for path in self._home.glob(f"{self.store}*") if path.name not in kept)

    def discard(self) -> None:
        """Delete all files of the store."""
        self._manifest.unlink(missing_ok=True)
        self.delete_unreferenced()

    def _current_folder(self) -> str:
        try:
            build = self.current()
        except DerivedStoreDamaged:
            return ""
        return build.folder.name if build else ""


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(source, target)


def _unchanged_checksums(path: Path, base: Build | None) -> FileChecksums | None:
    """The checksums of a file that is still shared with `base`; None for another file."""
    if base is None or path.name not in base.files:
        return None
    return base.files[path.name] if path.samefile(base.folder / path.name) else None


def _file_state(path: Path) -> _FileState:
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _checksums(path: Path) -> FileChecksums:
    with path.open("rb") as handle:
        whole = hashlib.file_digest(handle, "sha256").hexdigest()
        return FileChecksums(size=handle.tell(), head=_head(path), whole=whole)


def _head(path: Path) -> str:
    with path.open("rb") as handle:
        return _hash(handle.read(HEAD_BYTES))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
