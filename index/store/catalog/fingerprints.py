"""Fingerprints of documents: by them a write knows what has not changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable

from index.documents import Document
from index.store.catalog.collections import Collection
from index.store.catalog.documents import Address


def document_fingerprint(document: Document, recipe: str) -> str:
    """Hash a normalised document and the recipe by which it is cut: equal hashes mean no change."""
    given: dict[str, object] = {
        "text": document.text,
        "title": document.title,
        "url": document.url,
        "published": document.published,
        "metadata": dict(document.metadata),
        "media_type": document.media_type,
        "file_name": document.file_name,
        "places": document.places,
        "recipe": recipe,
        **({"modified": document.modified} if document.modified else {}),
    }
    if document.original is not None:
        given["original"] = hashlib.sha256(document.original).hexdigest()
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def fingerprints_of(
    db: sqlite3.Connection, collection: Collection, files: Iterable[tuple[str, str]]
) -> dict[Address, str]:
    """The fingerprints of the documents of files, given by source and name, and of those within them."""
    found: dict[Address, str] = {}
    for source, name in files:
        # "0" is the character behind "/".
        rows = db.execute(
            """SELECT d.id, d.fingerprint FROM documents d JOIN sources s ON s.key = d.source
               WHERE d.collection = ?1 AND s.name = ?2 AND (d.id = ?3 OR (d.id >= ?4 AND d.id < ?5))""",
            (collection.key, source, name, f"{name}/", f"{name}0"),
        )
        found |= {Address(source, id): fingerprint for id, fingerprint in rows}
    return found
