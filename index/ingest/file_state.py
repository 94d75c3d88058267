"""The state of a file on the disk: what tells, without reading it, whether it has changed."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from index.ingest.files import SourceFile
from index.ingest.passages import PassageSizes
from index.ingest.prepare import RECIPE_VERSION
from index.ingest.sidecar import sidecar_of
from index.store.catalog.files import FileRow
from index.store.catalog.schema import FORMAT

#: A file that changed this shortly before it was read may change again without another time of change.
UNSURE_SECONDS = 2.0
#: Ends a signature that says too little: the file has to be looked at again.
_UNSURE = "unsure"
CHUNK_BYTES = 1 << 20


class FileStates:
    """The states of files, for one way of cutting their text.

    Args:
        sizes: Of passages.
    """

    def __init__(self, sizes: PassageSizes) -> None:
        self.recipe = f"{FORMAT}.{RECIPE_VERSION}.{sizes.least}.{sizes.most}.{sizes.overlap}"

    def signature(self, path: Path) -> str:
        """The size and the time of change of a file and its sidecar, and how it would be read."""
        parts = [self.recipe]
        newest = 0
        for one in (path, sidecar_of(path)):
            try:
                status = one.stat()
            except OSError:
                if one == path:
                    return _UNSURE
                continue
            parts.append(f"{status.st_size} {status.st_mtime_ns}")
            newest = max(newest, status.st_mtime_ns)
        if time.time_ns() - newest < UNSURE_SECONDS * 1e9:
            parts.append(_UNSURE)
        return " / ".join(parts)

    def same(self, kept: str, now: str) -> bool:
        """Whether a file is surely the same by its signatures."""
        return kept == now and not kept.endswith(_UNSURE)

    def differ(self, kept: str, now: str) -> bool:
        """Whether a file was read in another way than it would be now."""
        return bool(kept) and kept.partition(" / ")[0] != now.partition(" / ")[0]

    def row(self, source: SourceFile, failure: str = "") -> FileRow:
        """What is recorded of a file; take it before the file is read."""
        signature = self.signature(source.path)
        return FileRow(source.id, signature, file_hash(source.path), failure)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, and that of its sidecar behind a `+`; empty if it cannot be read."""
    try:
        made = _sha256(path)
    except OSError:
        return ""
    try:
        return f"{made}+{_sha256(sidecar_of(path))}"
    except OSError:
        return made


def without_sidecar(hash: str) -> str:
    """The part of a `file_hash` that is the file's own."""
    return hash.partition("+")[0]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
