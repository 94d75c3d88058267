"""What filters compare of versions in the catalog, as rows of Milvus have it, and its limits there."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from index.errors import InvalidInput
from index.store.catalog.collections import Collection
from index.store.milvus.connection import LONGEST_TEXT, MOST_TAGS
from index.store.milvus.filter_expression import tags_and_ranges


def compared_of(db: sqlite3.Connection, version: int) -> tuple[list[str], dict[str, Any]]:
    """The tags and ranges of a version."""
    rows = db.execute("SELECT key, kind, number, upper, string FROM attributes WHERE version = ?", (version,))
    return tags_and_ranges(rows)


def check_written(db: sqlite3.Connection, collection: Collection, since: str) -> None:
    """Refuse documents written since a moment whose attributes do not fit.  Before the commit.

    Raises:
        InvalidInput: The metadata of one are too many or too long.
    """
    rows = db.execute(
        "SELECT id, version FROM documents WHERE collection = ? AND updated >= ?", (collection.key, since)
    ).fetchall()
    for id, version in rows:
        tags, ranges = compared_of(db, version)
        if len(tags) > MOST_TAGS or len(json.dumps(ranges).encode()) > LONGEST_TEXT:
            raise InvalidInput(
                f"The metadata of document {id[:200]!r} are more than Milvus keeps.",
                field="metadata",
                hint=f"Send at most {MOST_TAGS // 2:,} values and {LONGEST_TEXT // 3:,} bytes of text.",
            )
