"""The headings of a collection's passages."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from index.store.catalog.collections import Collection

#: How many of the newest passages are looked at.
MOST_PASSAGES = 2_000


class Heading(NamedTuple):
    """The heading nearest to a passage.

    Args:
        text: Its words.
        document: The key of its document.
    """

    text: str
    document: int


def newest_headings(db: sqlite3.Connection, collection: Collection) -> list[Heading]:
    """The headings of the newest live passages, each once a document, the newest document first."""
    rows = db.execute(
        """SELECT p.headings, v.document FROM passages p JOIN versions v ON v.key = p.version
           WHERE p.collection = ? AND p.removed IS NULL AND p.headings != '[]'
           ORDER BY p.added DESC, p.id LIMIT ?""",
        (collection.key, MOST_PASSAGES),
    ).fetchall()
    found = (Heading(json.loads(headings)[-1], document) for headings, document in rows)
    return list(dict.fromkeys(found))
