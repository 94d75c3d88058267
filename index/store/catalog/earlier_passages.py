"""The passages that were current at a moment, as far as their versions are kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.store.catalog.collections import Collection
from index.store.catalog.passages import VALID_AT, Half, Indexable, indexable, stacked


class Changes(NamedTuple):
    """When a collection changed, as far as its versions are kept; empty where it did not.

    Args:
        last_before: The last change up to a moment.
        first_after: The first one after it.
    """

    last_before: str
    first_after: str


def first_valid(db: sqlite3.Connection, collection: Collection) -> str:
    """When the oldest version that is kept of a collection became current; empty if none is."""
    (first,) = db.execute(
        "SELECT min(valid_from) FROM passages WHERE collection = ?", (collection.key,)
    ).fetchone()
    return first or ""


def changes_around(db: sqlite3.Connection, collection: Collection, moment: str) -> Changes:
    """When passages of a collection became current, or were replaced, before and after a moment."""

    def one(function: str, column: str, condition: str) -> str:
        (found,) = db.execute(
            f"SELECT {function}({column}) FROM passages WHERE collection = ?1 AND {column} {condition}",
            (collection.key, moment),
        ).fetchone()
        return str(found or "")

    both = ("valid_from", "valid_to")
    after = filter(None, (one("min", column, "> ?2") for column in both))
    return Changes(
        max(one("max", column, "<= ?2") for column in both),
        min(after, default=""),
    )


def vectors_valid_at(
    db: sqlite3.Connection, collection: Collection, moment: str
) -> tuple[NDArray[np.int64], Half]:
    """Ids `(n,)` and vectors `(n, dimension)` of the passages that were current at a moment."""
    rows = db.execute(
        f"SELECT p.id, p.vector FROM passages p WHERE p.collection = ? AND {VALID_AT} ORDER BY p.id",
        (collection.key, moment, moment),
    ).fetchall()
    return stacked(rows)


def texts_valid_at(db: sqlite3.Connection, collection: Collection, moment: str) -> Iterator[Indexable]:
    """The passages that were current at a moment, for the lexical index."""
    return indexable(db, f"p.collection = ? AND {VALID_AT}", (collection.key, moment, moment))


def live_at(db: sqlite3.Connection, ids: Sequence[int], generation: int) -> Iterator[Indexable]:
    """Those of some passages that were live at a generation, with the titles that they have now."""
    condition = "p.id IN (SELECT value FROM json_each(?)) AND p.added <= ? AND ifnull(p.removed > ?, 1)"
    return indexable(db, condition, (json.dumps(ids), generation, generation))
