"""Files in the catalog: what was read of a source's files, so that only those that changed are read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class FileRow(NamedTuple):
    """A file as it was when it was read last.

    Args:
        name: The id of its document, or what the ids of its documents begin with, before a `/`.
        signature: Changes when the file does; reading it costs nothing.
        hash: Of its bytes.
        failure: Why it could not be read; empty if it was.
    """

    name: str
    signature: str
    hash: str
    failure: str = ""


def of_source(db: sqlite3.Connection, source: int) -> dict[str, FileRow]:
    """The files of a source by name."""
    rows = db.execute("SELECT name, signature, hash, failure FROM files WHERE source = ?", (source,))
    return {row[0]: FileRow._make(row) for row in rows}


def put(db: sqlite3.Connection, source: int, files: Iterable[FileRow]) -> None:
    """Record what was read."""
    db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", [(source, *file) for file in files])


def remove(db: sqlite3.Connection, source: int, names: Iterable[str]) -> None:
    """Forget files."""
    db.executemany("DELETE FROM files WHERE source = ? AND name = ?", [(source, name) for name in names])
