"""Collections: named sets of documents that are searched together."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from index.errors import InvalidInput, NotFound
from index.store.catalog import now

DEFAULT = "default"
LONGEST_NAME = 100


class Collection(NamedTuple):
    """A collection as the catalog has it; `generation` is the last one that changed it."""

    key: int
    name: str
    created: str
    generation: int
    pruned: int


class CollectionCounts(NamedTuple):
    """How much a collection holds now."""

    documents: int
    passages: int


_COLUMNS = "key, name, created, generation, pruned"


def check_name(name: str, field: str = "collection") -> str:
    """Return `name` if it can name a collection, else raise `InvalidInput`."""
    if not name.strip() or len(name) > LONGEST_NAME or "/" in name or not name.isprintable():
        raise InvalidInput(
            f"{name[:40]!r} cannot name a collection.",
            field=field,
            hint=f"Use 1 to {LONGEST_NAME} printable characters without '/'.",
        )
    return name


def find(db: sqlite3.Connection, name: str) -> Collection:
    """The collection called `name`.  Raises `NotFound`."""
    row = db.execute(f"SELECT {_COLUMNS} FROM collections WHERE name = ?", (name,)).fetchone()
    if row is None:
        some = db.execute("SELECT 1 FROM collections LIMIT 1").fetchone()
        raise NotFound(
            f"There is no collection {name[:LONGEST_NAME]!r}.",
            field="collection",  # the others are not named here: who asks may not be meant to know of them
            hint="`qa collections` and GET /v1/collections list them."
            if some
            else "Ingest a document first.",
        )
    return Collection(*row)


def find_or_create(db: sqlite3.Connection, name: str, generation: int) -> Collection:
    """The collection called `name`, made in this transaction if it is new."""
    db.execute(
        "INSERT OR IGNORE INTO collections (name, created, generation) VALUES (?, ?, ?)",
        (check_name(name), now(), generation),
    )
    return find(db, name)


def advance(db: sqlite3.Connection, collection: Collection, generation: int) -> None:
    """Note that `generation` changed the collection."""
    db.execute("UPDATE collections SET generation = ? WHERE key = ?", (generation, collection.key))


def everything(db: sqlite3.Connection) -> list[tuple[Collection, CollectionCounts]]:
    """All collections by name, with what they hold."""
    rows = db.execute(
        f"""SELECT {_COLUMNS},
              (SELECT count(*) FROM documents d WHERE d.collection = c.key),
              (SELECT count(*) FROM passages p WHERE p.collection = c.key AND p.removed IS NULL)
            FROM collections c ORDER BY name"""
    )
    return [(Collection(*row[:5]), CollectionCounts(*row[5:])) for row in rows]
