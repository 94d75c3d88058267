"""Collections in the catalog: named sets of documents that are searched together."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from index.errors import Conflict, InvalidInput, NotFound
from index.names import MAX_NAME_LENGTH, is_segment
from index.store.catalog import generations, now
from index.store.catalog.generations import GenerationId

DEFAULT = "default"
MAX_DESCRIPTION_LENGTH = 2_000
#: The row of `meta` that lists the renames which keys and feedback have yet to follow.
_RENAMES = "renames"


class Collection(NamedTuple):
    """A row of the table of collections, and the token of its generation.

    Args:
        generation: The last one that changed the collection.
        pruned: Removals up to this generation are no longer recorded.
        token: Of the generation.
        description: For people; may be empty.
    """

    key: int
    name: str
    created: str
    generation: int
    pruned: int
    token: str
    description: str = ""

    @property
    def generation_id(self) -> GenerationId:
        """The generation that the collection is at."""
        return GenerationId(self.generation, self.token)


class CollectionCounts(NamedTuple):
    """How many documents and live passages a collection has."""

    documents: int
    passages: int


class ErasedCounts(NamedTuple):
    """How much of a collection was deleted from the catalog, and how many of its passages were live."""

    documents: int
    versions: int
    passages: int
    sentences: int
    live_passages: int


class Rename(NamedTuple):
    """A collection's old name and its new one."""

    old: str
    new: str


_COLUMNS = """key, name, created, generation, pruned, coalesce(
  (SELECT token FROM generations g WHERE g.collection = c.key AND g.generation = c.generation), ''),
  description"""


def check_name(name: str, field: str = "collection") -> str:
    """Return `name` if it can name a collection, else raise `InvalidInput`."""
    if not is_segment(name):
        raise InvalidInput(
            f"{name[:40]!r} cannot name a collection.",
            field=field,
            hint=f"Use 1 to {MAX_NAME_LENGTH} printable characters without '/', not '.' or '..'.",
        )
    return name


def find(db: sqlite3.Connection, name: str) -> Collection:
    """The collection called `name`.  Raises `NotFound`."""
    row = db.execute(f"SELECT {_COLUMNS} FROM collections c WHERE name = ?", (name,)).fetchone()
    if row is None:
        some = db.execute("SELECT 1 FROM collections LIMIT 1").fetchone()
        raise unknown(name) if some else unknown(name, "Ingest a document first.")
    return Collection(*row)


def with_key(db: sqlite3.Connection, key: int) -> Collection:
    """The collection with this key.  Raises `NotFound`."""
    row = db.execute(f"SELECT {_COLUMNS} FROM collections c WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise NotFound("There is no such collection.", field="collection")
    return Collection(*row)


def unknown(name: str, hint: str = "`qa collections` and GET /v1/collections list them.") -> NotFound:
    """The error that there is no such collection; it names no other, which the caller may not know of."""
    return NotFound(f"There is no collection {name[:MAX_NAME_LENGTH]!r}.", field="collection", hint=hint)


def find_or_create(db: sqlite3.Connection, name: str, generation: int) -> Collection:
    """The collection called `name`, created in this transaction if it is new."""
    db.execute(
        "INSERT OR IGNORE INTO collections (name, created, generation) VALUES (?, ?, ?)",
        (check_name(name), now(), generation),
    )
    return find(db, name)


def create(db: sqlite3.Connection, name: str, description: str, generation: int) -> Collection:
    """A new collection.  Raises `Conflict` if there is one of that name."""
    check_free(db, name)
    find_or_create(db, name, generation)
    describe(db, name, description)
    return find(db, name)


def describe(db: sqlite3.Connection, name: str, description: str) -> None:
    """Set the description of a collection.  Raises `NotFound`."""
    db.execute("UPDATE collections SET description = ? WHERE key = ?", (description, find(db, name).key))


def check_free(db: sqlite3.Connection, name: str) -> None:
    """Raise `InvalidInput` if `name` cannot name a collection, `Conflict` if it names one already."""
    if db.execute("SELECT 1 FROM collections WHERE name = ?", (check_name(name, "name"),)).fetchone():
        raise Conflict(
            f"There is a collection {name!r} already.",
            field="name",
            hint="Choose another name, or delete it.",
        )


def rename(db: sqlite3.Connection, name: str, new: str) -> Collection:
    """Rename a collection, and note it in `pending_renames`.  Raises `NotFound`, `Conflict`."""
    collection = find(db, name)
    check_free(db, new)
    db.execute("UPDATE collections SET name = ? WHERE key = ?", (new, collection.key))
    _put_renames(db, [*pending_renames(db), Rename(name, new)])
    return find(db, new)


def pending_renames(db: sqlite3.Connection) -> list[Rename]:
    """The renames, oldest first, that what names collections outside the catalog has yet to follow."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_RENAMES,)).fetchone()
    return [Rename(*pair) for pair in json.loads(row[0])] if row else []


def settle_rename(db: sqlite3.Connection, settled: Rename) -> None:
    """Record that everything has followed the oldest rename."""
    left = pending_renames(db)
    if left[:1] == [settled]:
        _put_renames(db, left[1:])


def _put_renames(db: sqlite3.Connection, renames: list[Rename]) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_RENAMES, json.dumps(renames)))


def delete(db: sqlite3.Connection, collection: Collection) -> ErasedCounts:
    """Delete a collection with its documents and every row of any table that refers to it."""
    passages = db.execute(
        """SELECT count(*), coalesce(sum(length(sentences) / 16), 0),
             coalesce(sum(removed IS NULL), 0) FROM passages WHERE collection = ?""",
        (collection.key,),
    ).fetchone()
    documents, versions = db.execute(
        """SELECT count(DISTINCT d.key), count(v.key) FROM documents d
           LEFT JOIN versions v ON v.document = d.key WHERE d.collection = ?""",
        (collection.key,),
    ).fetchone()
    db.execute("DELETE FROM documents WHERE collection = ?", (collection.key,))  # versions and passages, too
    for table, column in _references(db):
        db.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', (collection.key,))
    db.execute("DELETE FROM collections WHERE key = ?", (collection.key,))
    return ErasedCounts(documents, versions, *passages)


def _references(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The tables and columns that refer to collections."""
    return db.execute(
        """SELECT t.name, f."from" FROM sqlite_master t, pragma_foreign_key_list(t.name) f
           WHERE t.type = 'table' AND f."table" = 'collections'"""
    ).fetchall()


def advance(db: sqlite3.Connection, collection: Collection, generation: int) -> None:
    """Record that `generation` changed the collection."""
    db.execute("UPDATE collections SET generation = ? WHERE key = ?", (generation, collection.key))
    generations.record(db, collection.key, generation)


_COUNTS = """(SELECT count(*) FROM documents d WHERE d.collection = c.key),
  (SELECT count(*) FROM passages p WHERE p.collection = c.key AND p.removed IS NULL)"""


def counts(db: sqlite3.Connection, collection: Collection) -> CollectionCounts:
    """How much a collection has."""
    row = db.execute(f"SELECT {_COUNTS} FROM collections c WHERE key = ?", (collection.key,)).fetchone()
    return CollectionCounts(*row)


def all_collections(db: sqlite3.Connection) -> list[tuple[Collection, CollectionCounts]]:
    """All collections in order of their names, with their counts."""
    rows = db.execute(f"SELECT {_COLUMNS}, {_COUNTS} FROM collections c ORDER BY name")
    return [(Collection(*row[:7]), CollectionCounts(*row[7:])) for row in rows]
