"""Collections in the catalog: named sets of documents that are searched together."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from index.errors import InvalidInput, NotFound
from index.store.catalog import generations, now
from index.store.catalog.generations import GenerationId

DEFAULT = "default"
MAX_NAME_LENGTH = 100


class Collection(NamedTuple):
    """A row of the table of collections, and the token of its generation.

    Args:
        generation: The last one that changed the collection.
        pruned: Removals up to this generation are no longer recorded.
        token: Of the generation.
    """

    key: int
    name: str
    created: str
    generation: int
    pruned: int
    token: str

    @property
    def generation_id(self) -> GenerationId:
        """The generation that the collection is at."""
        return GenerationId(self.generation, self.token)


class CollectionCounts(NamedTuple):
    """How many documents and live passages a collection has."""

    documents: int
    passages: int


_COLUMNS = """key, name, created, generation, pruned, coalesce(
  (SELECT token FROM generations g WHERE g.collection = c.key AND g.generation = c.generation), '')"""


def check_name(name: str, field: str = "collection") -> str:
    """Return `name` if it can name a collection, else raise `InvalidInput`."""
    if not name.strip() or len(name) > MAX_NAME_LENGTH or "/" in name or not name.isprintable():
        raise InvalidInput(
            f"{name[:40]!r} cannot name a collection.",
            field=field,
            hint=f"Use 1 to {MAX_NAME_LENGTH} printable characters without '/'.",
        )
    return name


def find(db: sqlite3.Connection, name: str) -> Collection:
    """The collection called `name`.  Raises `NotFound`."""
    row = db.execute(f"SELECT {_COLUMNS} FROM collections c WHERE name = ?", (name,)).fetchone()
    if row is None:
        some = db.execute("SELECT 1 FROM collections LIMIT 1").fetchone()
        raise NotFound(
            f"There is no collection {name[:MAX_NAME_LENGTH]!r}.",
            field="collection",  # do not name the others: the caller may not have access to them
            hint="`qa collections` and GET /v1/collections list them."
            if some
            else "Ingest a document first.",
        )
    return Collection(*row)


def find_or_create(db: sqlite3.Connection, name: str, generation: int) -> Collection:
    """The collection called `name`, created in this transaction if it is new."""
    db.execute(
        "INSERT OR IGNORE INTO collections (name, created, generation) VALUES (?, ?, ?)",
        (check_name(name), now(), generation),
    )
    return find(db, name)


def advance(db: sqlite3.Connection, collection: Collection, generation: int) -> None:
    """Record that `generation` changed the collection."""
    db.execute("UPDATE collections SET generation = ? WHERE key = ?", (generation, collection.key))
    generations.record(db, collection.key, generation)


def all_collections(db: sqlite3.Connection) -> list[tuple[Collection, CollectionCounts]]:
    """All collections in order of their names, with their counts."""
    rows = db.execute(
        f"""SELECT {_COLUMNS},
              (SELECT count(*) FROM documents d WHERE d.collection = c.key),
              (SELECT count(*) FROM passages p WHERE p.collection = c.key AND p.removed IS NULL)
            FROM collections c ORDER BY name"""
    )
    return [(Collection(*row[:6]), CollectionCounts(*row[6:])) for row in rows]
