"""Generations have an identity: a restored catalog counts the same numbers again, but not the same tokens."""

from __future__ import annotations

import secrets
import sqlite3
from typing import NamedTuple

#: A derived store further behind than this is built anew.
REMEMBERED = 10_000


class GenerationId(NamedTuple):
    """One published state of a collection, unlike any other that has the same number."""

    number: int
    token: str


def record(db: sqlite3.Connection, collection: int, generation: int) -> None:
    """Give the generation that this transaction publishes its token, and forget those long past."""
    db.execute(
        "INSERT OR REPLACE INTO generations VALUES (?, ?, ?)", (collection, generation, secrets.token_hex(8))
    )
    db.execute(
        "DELETE FROM generations WHERE collection = ? AND generation < ?",
        (collection, generation - REMEMBERED),
    )


def is_known(db: sqlite3.Connection, collection: int, generation_id: GenerationId) -> bool:
    """Whether the collection ever was in this state, as far as this catalog remembers."""
    row = db.execute(
        "SELECT 1 FROM generations WHERE collection = ? AND generation = ? AND token = ?",
        (collection, *generation_id),
    ).fetchone()
    return row is not None
