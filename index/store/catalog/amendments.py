"""Amendments: changes of what is known of a document, whose text stays."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from index.documents import Document
from index.store.catalog import attributes, checksums, label_sets, now, structure
from index.store.catalog.collections import Collection
from index.store.catalog.documents import show, version_text


class StoredDocument(NamedTuple):
    """A document as it was given, normalised, and its fingerprint."""

    document: Document
    fingerprint: str


def whole(db: sqlite3.Connection, collection: Collection, id: str, source: str = "") -> StoredDocument:
    """The document `id` with its current text, without its file.  Raises as `show` does."""
    row = show(db, collection, id, source)
    (fingerprint,) = db.execute("SELECT fingerprint FROM documents WHERE key = ?", (row.key,)).fetchone()
    document = Document(
        id,
        version_text(db, collection, id, row.version),
        row.title,
        row.url,
        row.published,
        row.metadata,
        row.media_type,
        file_name=row.file_name,
        places=structure.places(db, collection, id, row.version, row.source),
        language=row.language,
        modified=row.modified,
        source=row.source,
        access=row.access,
    )
    return StoredDocument(document, fingerprint)


def amend(
    db: sqlite3.Connection, collection: Collection, document: Document, fingerprint: str, recipe: str
) -> int:
    """Write what is known of a document to its current version, whose text stays; returns its key."""
    row = show(db, collection, document.id, document.source)
    (version,) = db.execute("SELECT version FROM documents WHERE key = ?", (row.key,)).fetchone()
    about = (document.title, document.url, document.published, json.dumps(dict(document.metadata)))
    db.execute(
        """UPDATE versions SET title = ?, url = ?, published = ?, metadata = ?, modified = ?, language = ?
           WHERE key = ?""",
        (*about, document.modified, document.language, version),
    )
    db.execute(
        "UPDATE documents SET fingerprint = ?, recipe = ?, updated = ? WHERE key = ?",
        (fingerprint, recipe, now(), row.key),
    )
    checksums.put_document(db, row.key)
    if document.access is not None:
        label_sets.give(db, row.key, document.access)
    attributes.put(db, version, document, {"modified": document.modified, "ingested": row.ingested})
    return int(version)
