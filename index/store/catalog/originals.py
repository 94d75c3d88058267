"""The files that versions were read from, kept as they were given."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from index.documents import Document
from index.errors import NotFound, StorageDamaged
from index.store.catalog import REMEDY
from index.store.catalog.collections import Collection
from index.store.catalog.texts import VERSION_TEXT
from index.store.catalog.version_keys import VERSION_KEY


class StoredOriginal(NamedTuple):
    """A file in the catalog: its name, its media type, and its bytes."""

    file_name: str
    media_type: str
    data: bytes


def put(db: sqlite3.Connection, version: int, document: Document) -> None:
    """Keep the file of a version.  A document without a file leaves the one that is kept."""
    if document.original is None:
        return
    # A text file is often the text itself, which is not stored twice.
    stored = None if document.original == document.text.encode() else document.original
    db.execute(
        "INSERT OR REPLACE INTO originals (version, media_type, data) VALUES (?, ?, ?)",
        (version, document.media_type, stored),
    )


def show(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str = ""
) -> StoredOriginal:
    """The file of one version of a document.  Raises `NotFound`, `StorageDamaged`."""
    row = db.execute(
        f"""SELECT coalesce(nullif(v.file_name, ''), d.id), f.media_type,
                   coalesce(f.data, cast({VERSION_TEXT} AS BLOB))
            FROM originals f JOIN versions v ON v.key = f.version JOIN documents d ON d.key = v.document
            WHERE v.key = {VERSION_KEY}""",
        (collection.key, id, version, source),
    ).fetchone()
    if row is None:
        raise NotFound(
            f"There is no file of document {id[:200]!r} in collection {collection.name!r}: "
            "it was sent as text.",
            field="id",
            hint="GET /v1/documents/{id} shows its text.",
        )
    if row[2] is None:
        raise StorageDamaged(
            f"The file of document {id[:200]!r} is damaged.", field="SOURCELINE_HOME", hint=REMEDY
        )
    return StoredOriginal(*row)


def media_type(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str = ""
) -> str:
    """The media type of the file of one version; empty if there is none."""
    row = db.execute(
        f"SELECT media_type FROM originals WHERE version = {VERSION_KEY}",
        (collection.key, id, version, source),
    ).fetchone()
    return "" if row is None else str(row[0])


def count(db: sqlite3.Connection, document: int) -> int:
    """How many versions of a document, given by its key, have a file."""
    (found,) = db.execute(
        "SELECT count(*) FROM originals o JOIN versions v ON v.key = o.version WHERE v.document = ?",
        (document,),
    ).fetchone()
    return int(found)
