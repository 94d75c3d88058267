"""The passages of one document, in the order of its text."""

from __future__ import annotations

import sqlite3

from index.store.catalog.collections import Collection
from index.store.catalog.passages import VALID_AT, StoredPassage
from index.store.catalog.version_keys import VERSION_KEY
from index.store.catalog.whole_passages import fetch


def passages_of(
    db: sqlite3.Connection,
    collection: Collection,
    id: str,
    version: str,
    source: str = "",
    *,
    most: int,
    moment: str = "",
) -> list[StoredPassage]:
    """The first passages of a version that are live, or were at a moment; at most `most`."""
    rows = db.execute(
        f"""SELECT p.id FROM passages p WHERE p.version = {VERSION_KEY}
            AND {VALID_AT if moment else "p.removed IS NULL"} ORDER BY p.start LIMIT ?""",
        (collection.key, id, version, source, *([moment] * 2 if moment else []), most),
    ).fetchall()
    found = fetch(db, [row[0] for row in rows])
    return sorted(found.values(), key=lambda passage: passage.span.start)
