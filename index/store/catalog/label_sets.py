"""The labels of documents in the catalog.  Documents with the same labels share one set of them."""

from __future__ import annotations

import json
import sqlite3

from index.access import Labels
from index.store.catalog import checksums, now
from index.store.catalog.collections import Collection

#: The set of documents that have no labels.
NO_LABELS = 0


def find_or_create(db: sqlite3.Connection, labels: Labels) -> int:
    """The key of a set of labels, made in this transaction if it is new."""
    if not labels:
        return NO_LABELS
    given = json.dumps(labels, ensure_ascii=False)
    if db.execute("INSERT OR IGNORE INTO label_sets (labels) VALUES (?)", (given,)).rowcount:
        db.execute(
            """INSERT INTO set_labels SELECT l.value, s.key FROM label_sets s, json_each(s.labels) l
               WHERE s.labels = ?""",
            (given,),
        )
    (key,) = db.execute("SELECT key FROM label_sets WHERE labels = ?", (given,)).fetchone()
    return int(key)


def labels_of(db: sqlite3.Connection, document: int) -> Labels:
    """The labels of the document with this key."""
    row = db.execute(
        "SELECT s.labels FROM documents d JOIN label_sets s ON s.key = d.access WHERE d.key = ?", (document,)
    ).fetchone()
    return tuple(json.loads(row[0])) if row else ()


def give(db: sqlite3.Connection, document: int, labels: Labels) -> bool:
    """Let a document have these labels and no others; returns whether it had not."""
    changed = db.execute(
        "UPDATE documents SET access = ?1, updated = ?2 WHERE key = ?3 AND access != ?1",
        (find_or_create(db, labels), now(), document),
    ).rowcount
    if changed:
        checksums.put_document(db, document)
    return bool(changed)


def used_in(db: sqlite3.Connection, collection: Collection) -> dict[int, int]:
    """The sets that documents of a collection have or had, with how often something of each changed."""
    rows = db.execute(
        "SELECT access, changes FROM access_changes WHERE collection = ?", (collection.key,)
    ).fetchall()
    return dict(rows)


def all_used_in(db: sqlite3.Connection, collection: Collection) -> frozenset[int]:
    """The sets that documents of a collection have now."""
    used = used_in(db, collection)
    there = "SELECT 1 FROM documents WHERE collection = ? AND access = ? LIMIT 1"
    return frozenset(one for one in used if db.execute(there, (collection.key, one)).fetchone())


def versions_without(db: sqlite3.Connection, collection: Collection, sets: frozenset[int]) -> list[int]:
    """Keys of the versions of a collection's documents whose labels are none of these sets, ascending."""
    rows = db.execute(
        """SELECT v.key FROM versions v JOIN documents d ON d.key = v.document
           WHERE d.collection = ? AND d.access NOT IN (SELECT value FROM json_each(?)) ORDER BY v.key""",
        (collection.key, json.dumps([*sets])),
    )
    return [row[0] for row in rows]


def hides_some_of(db: sqlite3.Connection, source: int, labels: frozenset[str]) -> bool:
    """Whether a source has a document that who holds these labels does not see."""
    row = db.execute(
        """SELECT 1 FROM documents d WHERE d.source = ? AND d.access != 0 AND NOT EXISTS
             (SELECT 1 FROM set_labels l WHERE l.label_set = d.access
              AND l.label IN (SELECT value FROM json_each(?))) LIMIT 1""",
        (source, json.dumps([*labels])),
    ).fetchone()
    return row is not None
