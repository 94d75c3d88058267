"""The catalog as an audience sees it: the same tables, without the rows of documents that are hidden from it.

A connection for this has temporary views with the names of the tables.  SQLite looks for a name among them
first, so that every query reads through them, and none can forget to.  They cannot be written to.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from index.access import Audience
from index.store.sqlite_connections import SqliteConnections

_SEEN_SETS = """(SELECT s.label_set FROM main.set_labels s
                 WHERE s.label IN (SELECT label FROM temp.held_labels))"""
_IS_SEEN = f"({{0}}.access = 0 OR {{0}}.access IN {_SEEN_SETS})"
_OF_SEEN_VERSION = "EXISTS (SELECT 1 FROM temp.versions v WHERE v.key = t.version)"

#: The rows of each table that an audience sees, as a condition over `t`.  A job is seen by who made it.  A
#: source is seen with one of its documents; what was read of its files never is.
_SEEN_ROWS = {
    "documents": _IS_SEEN.format("t"),
    "versions": "EXISTS (SELECT 1 FROM temp.documents d WHERE d.key = t.document)",
    "passages": """EXISTS (SELECT 1 FROM main.versions v JOIN temp.documents d ON d.key = v.document
                           WHERE v.key = t.version)""",
    "texts": _OF_SEEN_VERSION,
    "attributes": _OF_SEEN_VERSION,
    "blocks": _OF_SEEN_VERSION,
    "places": _OF_SEEN_VERSION,
    "originals": _OF_SEEN_VERSION,
    "sources": "EXISTS (SELECT 1 FROM temp.documents d WHERE d.source = t.key)",
    "files": "0",
    "jobs": "t.maker IN (SELECT who FROM temp.asking)",
    "job_documents": "EXISTS (SELECT 1 FROM temp.jobs j WHERE j.id = t.job)",
    "collections": "1",
    "access_changes": _IS_SEEN.format("t"),
    "label_sets": f"t.key IN {_SEEN_SETS}",
}
#: The generation of a collection counts the changes of what is seen: it must not move with what is hidden.
_SEEN_GENERATION = """(SELECT coalesce(sum(a.changes), 0) FROM temp.access_changes a
                        WHERE a.collection = t.key)"""
_OF_JOB = """CASE WHEN t.generation IS NOT NULL THEN
             (SELECT c.generation FROM temp.collections c WHERE c.name = t.collection) END"""


#: A source is as old as the oldest document that is seen of it.
_SEEN_CREATED = "(SELECT min(d.created) FROM temp.documents d WHERE d.source = t.key)"
#: Columns that must tell nothing of what is hidden, by table.
_SEEN_COLUMNS = {
    "collections": {"generation": _SEEN_GENERATION},
    "jobs": {"generation": _OF_JOB},
    "sources": {"created": _SEEN_CREATED},
}


def hide_rows(db: sqlite3.Connection) -> None:
    """Put views over the tables, for one connection; nothing that has labels is seen until someone asks."""
    db.execute("PRAGMA temp_store = MEMORY")
    db.executescript("CREATE TEMP TABLE held_labels (label TEXT PRIMARY KEY); CREATE TEMP TABLE asking (who)")
    for table, seen in _SEEN_ROWS.items():
        names = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
        own = _SEEN_COLUMNS.get(table, {})
        shown = (f"{own[name]} AS {name}" if name in own else f"t.{name}" for name in names)
        db.execute(f"CREATE TEMP VIEW {table} AS SELECT {', '.join(shown)} FROM main.{table} t WHERE {seen}")


class SeenConnections:
    """A connection with views for each thread, shared by all audiences that ask on it in turn.

    Args:
        connections: Of which each was prepared by `hide_rows`.
    """

    def __init__(self, connections: SqliteConnections) -> None:
        self._connections = connections
        self._local = threading.local()

    def of(self, audience: Audience) -> sqlite3.Connection:
        """This thread's connection, showing what the audience sees."""
        db = self._connections.connection
        if getattr(self._local, "asking", None) != (id(db), audience):
            if db.in_transaction:
                raise RuntimeError("Another audience reads on this thread.")
            self._local.asking = None
            db.execute("BEGIN")
            db.execute("DELETE FROM temp.held_labels")
            db.execute("DELETE FROM temp.asking")
            db.executemany("INSERT INTO temp.held_labels VALUES (?)", [(one,) for one in audience.labels])
            db.execute("INSERT INTO temp.asking SELECT ?1 WHERE ?1 != ''", (audience.who,))
            db.execute("COMMIT")
            self._local.asking = (id(db), audience)
        return db

    def close(self) -> None:
        """Close this thread's connection."""
        self._local.asking = None
        self._connections.close()


class WholeCatalog(Protocol):
    """The catalog that an audience sees some of."""

    seen_connections: SeenConnections

    def close(self) -> None:
        """Close this thread's connections."""


class SeenCatalog:
    """A catalog without what is hidden from an audience; to be read only.

    Args:
        catalog: The whole.
        audience: Who reads.
    """

    def __init__(self, catalog: WholeCatalog, audience: Audience) -> None:
        self._catalog = catalog
        self.audience = audience

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection for the audience, in autocommit mode."""
        return self._catalog.seen_connections.of(self.audience)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view for several reads; inside another transaction, that one's view."""
        with one_view(self.connection) as db:
            yield db

    def close(self) -> None:
        """Close this thread's connections."""
        self._catalog.close()


@contextmanager
def one_view(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One consistent view of a file for several reads; inside another transaction, that one's view."""
    if db.in_transaction:
        yield db
        return
    db.execute("BEGIN")
    try:
        yield db
    finally:
        if db.in_transaction:
            db.execute("COMMIT")
