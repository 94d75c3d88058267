"""What has labels is not written to Milvus: nothing there says who may see it."""

from __future__ import annotations

import sqlite3

from index.errors import NotSupported
from index.store.catalog.collections import Collection


def check_unlabelled(db: sqlite3.Connection, collection: Collection) -> None:
    """Check that no document of a collection has labels.  Raises `NotSupported`."""
    row = db.execute(
        "SELECT id FROM documents WHERE collection = ? AND access != 0 LIMIT 1", (collection.key,)
    ).fetchone()
    if row is not None:
        raise NotSupported(
            f"Document {row[0]!r} would have labels, which Milvus does not keep.",
            field="access",
            hint="Keep documents with labels in the embedded store, or in a collection with keys of its own.",
        )
