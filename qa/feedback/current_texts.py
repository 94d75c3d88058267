"""The current texts of the documents of a collection, for what compares feedback with them."""

from __future__ import annotations

import sqlite3

from index.errors import Ambiguous, NotFound
from index.store.catalog import documents as rows
from index.store.catalog.collections import Collection
from qa.feedback.export import TextOf


def current_texts(db: sqlite3.Connection, collection: Collection) -> TextOf:
    """Looks up the current text of a document; None if there is none, or several sources have its id."""

    def text_of(id: str) -> str | None:
        try:
            return rows.version_text(db, collection, id, rows.show(db, collection, id).version)
        except (NotFound, Ambiguous):
            return None

    return text_of
