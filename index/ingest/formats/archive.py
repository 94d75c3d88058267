"""Zip archives of documents."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePosixPath
from typing import TypeVar

from index.errors import UnreadableFile
from index.ingest.formats import Member
from index.ingest.formats.content_types import ZIP

#: Bytes of all files after unpacking.
MAX_UNPACKED = 1_000_000_000
#: How much smaller than its files an archive may be, above `RATIO_FROM` bytes.
MAX_RATIO = 200
RATIO_FROM = 10_000_000
MAX_FILES = 20_000
MAX_NAME = 1_000
#: Files that only documents of other formats have: Office, OpenDocument, EPUB.
_DOCUMENT_PARTS = frozenset(("[Content_Types].xml", "mimetype", "META-INF/container.xml"))
#: What programs put into archives.
_GENERATED = ("__MACOSX", "node_modules", "__pycache__")
_ENCRYPTED = 1

Thing = TypeVar("Thing")


class Archive:
    """A zip archive whose files are documents."""

    suffixes: tuple[str, ...] = (ZIP,)

    def recognises(self, data: bytes) -> bool:
        """Whether it is no document of a format that is zipped; true where it is damaged."""
        try:
            return not _DOCUMENT_PARTS & {*_opened(data).namelist()}
        except UnreadableFile:
            return True

    def members(self, data: bytes) -> list[Member]:
        """Its files without hidden ones.

        Raises:
            UnreadableFile: It is damaged, unpacks to too much, or has a file whose path leads out of it.
        """
        archive = _opened(data)
        files = [info for info in archive.infolist() if not info.is_dir()]
        if not files:
            raise UnreadableFile("The archive holds no files.", hint="Leave it out.")
        unpacked = sum(info.file_size for info in files)
        bomb = unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(data)
        if unpacked > MAX_UNPACKED or bomb or len(files) > MAX_FILES:
            raise UnreadableFile(
                f"The archive unpacks from {len(data):,} to {unpacked:,} bytes in {len(files):,} files, "
                "more than is allowed.",
                hint="Unpack it yourself, or divide it.",
            )
        named = [(_safe(info.filename), info) for info in files]
        return [
            Member(name, partial(_unpacked, archive, info))
            for name, info in different_names(named)
            if not any(part.startswith(".") or part in _GENERATED for part in name.split("/"))
        ]


def different_names(things: Iterable[tuple[str, Thing]]) -> Iterator[tuple[str, Thing]]:
    """The same with names that differ: a number is put before the suffix of one that comes again."""
    taken: set[str] = set()
    for name, thing in things:
        path, number, unique = PurePosixPath(name), 1, name
        while unique in taken:
            number += 1
            unique = path.with_name(f"{path.stem} ({number}){path.suffix}").as_posix()
        taken.add(unique)
        yield unique, thing


def _safe(name: str) -> str:
    parts = name.replace("\\", "/").split("/")
    drive = ":" in parts[0]
    if "" in parts or ".." in parts or drive or len(name) > MAX_NAME or not name.isprintable():
        raise UnreadableFile(
            f"The archive has a file {name[:100]!r}, whose path is not one within it.",
            hint="Pack it again with plain paths.",
        )
    return "/".join(part for part in parts if part != ".")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableFile("The file has a password.", hint="Pack it without one.")
    with _errors(), archive.open(info) as file:
        # No more than the directory says, which was checked.
        return file.read(info.file_size + 1)


def _opened(data: bytes) -> zipfile.ZipFile:
    """The archive, in memory, so that it need not be closed.  Raises `UnreadableFile` for a damaged one."""
    with _errors():
        return zipfile.ZipFile(io.BytesIO(data))


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    # NotImplementedError: an unknown compression; RuntimeError: a file with a password.
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableFile("The archive is damaged.", hint="Pack it again.") from error
