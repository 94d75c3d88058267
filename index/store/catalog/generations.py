"""Generation ids: a number and a random token.

A catalog restored from a backup uses the same numbers again, but not the same tokens.
"""

from __future__ import annotations

import secrets
import sqlite3
from typing import NamedTuple

#: Generations kept for each collection.  A derived store that is further behind is rebuilt.
MAX_GENERATIONS = 10_000


class GenerationId(NamedTuple):
    """Identifies one published state of a collection."""

    number: int
    token: str


def record(db: sqlite3.Connection, collection: int, generation: int) -> None:
    """Record the generation that this transaction publishes, with a new token, and delete old ones."""
    db.execute(
        "INSERT OR REPLACE INTO generations VALUES (?, ?, ?)", (collection, generation, secrets.token_hex(8))
    )
    db.execute(
        "DELETE FROM generations WHERE collection = ? AND generation < ?",
        (collection, generation - MAX_GENERATIONS),
    )


def is_known(db: sqlite3.Connection, collection: int, generation_id: GenerationId) -> bool:
    """Whether the catalog knows that the collection had this generation."""
    row = db.execute(
        "SELECT 1 FROM generations WHERE collection = ? AND generation = ? AND token = ?",
        (collection, *generation_id),
    ).fetchone()
    return row is not None


def is_newest(db: sqlite3.Connection, collection: int, generation_id: GenerationId) -> bool:
    """Whether the collection has not changed since this generation."""
    row = db.execute(
        """SELECT generation, token FROM generations WHERE collection = ?
           ORDER BY generation DESC LIMIT 1""",
        (collection,),
    ).fetchone()
    return row is not None and GenerationId(*row) == generation_id
