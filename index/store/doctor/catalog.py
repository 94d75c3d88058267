"""Check the catalog against itself: its pages, what belongs together, and every text, sum and span."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.documents import version_name
from index.errors import SourcelineError
from index.store.catalog import REMEDY, Catalog
from index.store.catalog.format_4 import ABOUT_SUM, DOCUMENT_SUM, FILE_SUM, PASSAGE_SUM, STRUCTURE_SUM
from index.store.catalog.texts import VERSION_TEXT
from index.store.doctor.check import Check, named

STORE = "catalog"
#: What to do with a document that is not as it was written.
ADD_AGAIN = "Restore a backup; or delete each of these documents and add it again."

_OF_DOCUMENT = """FROM passages p JOIN versions v ON v.key = p.version
                   JOIN documents d ON d.key = v.document"""
#: SQL over what should not be there, by what it is called.
ORPHANS = {
    "document {} has no current version": """
        SELECT id FROM documents d
        WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.key = d.version AND v.document = d.key)""",
    "the row of document {} changed since it was written": f"""
        SELECT d.id FROM documents d LEFT JOIN document_sums s ON s.document = d.key
        WHERE {DOCUMENT_SUM} IS NOT s.sum""",
    "passage {} is live, but of an old version": f"""
        SELECT p.id {_OF_DOCUMENT} WHERE p.removed IS NULL AND d.version != p.version""",
    "passage {} is in another collection than its document": f"""
        SELECT p.id {_OF_DOCUMENT} WHERE p.collection != d.collection""",
    "passage {} is of a generation that is to come": """
        SELECT p.id FROM passages p JOIN collections c ON c.key = p.collection
        WHERE p.added > c.generation OR p.removed > c.generation""",
    "collection {} has a generation without a token": """
        SELECT c.name FROM collections c WHERE NOT EXISTS
          (SELECT 1 FROM generations g WHERE g.collection = c.key AND g.generation = c.generation)""",
}

_WHOSE = """FROM versions v JOIN documents d ON d.key = v.document
            JOIN collections c ON c.key = d.collection"""


def catalog_checks(catalog: Catalog, *, repair: bool) -> Iterator[Check]:
    """Every check of the catalog, at one moment.  Only its own indexes can be repaired."""
    yield _pages(catalog, repair=repair)
    for compare in (_references, _belonging, _texts, _about, _passages):
        with catalog.reading() as db:
            try:
                yield compare(db)
            except SourcelineError as error:  # a damaged page: nothing behind it can be read
                yield Check(STORE, compare.__doc__ or "", 0, (error.detail,), remedy=REMEDY)


def _pages(catalog: Catalog, *, repair: bool) -> Check:
    found = _integrity(catalog.connection)
    repaired = False
    if found and repair:
        try:
            with catalog.writer_lock():
                catalog.connection.execute("REINDEX")
            repaired = not _integrity(catalog.connection)
        except SourcelineError:
            pass
    (pages,) = catalog.connection.execute("PRAGMA page_count").fetchone()
    # What is wrong with an index alone can be built again; the text says so.
    only_indexes = all("index" in finding for finding in found)
    remedy = "" if only_indexes and not repair else REMEDY
    return Check(STORE, "pages and their indexes", pages, named(found), repaired, remedy)


def _integrity(db: sqlite3.Connection) -> list[str]:
    try:
        lines = [str(line) for (line,) in db.execute("PRAGMA integrity_check(100)").fetchall()]
    except SourcelineError as error:
        return [error.detail]
    return [" ".join(line.split()) for line in lines if line != "ok"]


def _references(db: sqlite3.Connection) -> Check:
    """rows that name each other"""
    rows = db.execute("PRAGMA foreign_key_check").fetchall()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
    found = [f"row {row} of {table} names one of {other} that is not there" for table, row, other, _ in rows]
    return Check(STORE, "rows that name each other", tables, named(found), remedy=REMEDY)


def _belonging(db: sqlite3.Connection) -> Check:
    """documents, versions, generations"""
    found = [what.format(name) for what, query in ORPHANS.items() for (name,) in db.execute(query).fetchall()]
    (count,) = db.execute("SELECT count(*) FROM documents").fetchone()
    return Check(STORE, "documents, versions, generations", count, named(found), remedy=ADD_AGAIN)


def _texts(db: sqlite3.Connection) -> Check:
    """texts of versions (SHA-256)"""
    found, count = [], 0
    for name, id, collection, text in db.execute(
        f"SELECT v.name, d.id, c.name, {VERSION_TEXT} {_WHOSE} ORDER BY v.key"
    ):
        count += 1
        if text is None or version_name(text) != name:
            found.append(
                f"the text of version {name[:12]} of {id!r} in {collection!r} is not what its name says"
            )
    return Check(STORE, "texts of versions (SHA-256)", count, named(found), remedy=ADD_AGAIN)


def _about(db: sqlite3.Connection) -> Check:
    """what is known of versions (sums)"""
    rows = db.execute(
        f"""SELECT v.name, d.id, c.name, {ABOUT_SUM} IS s.about, {STRUCTURE_SUM} IS s.structure,
                   {FILE_SUM} IS s.file
            {_WHOSE} LEFT JOIN version_sums s ON s.version = v.key ORDER BY v.key"""
    )
    found, count = [], 0
    for name, id, collection, *same in rows:
        count += 1
        parts = ("title, dates or metadata", "blocks or places", "file")
        for part, is_same in zip(parts, same, strict=True):
            if not is_same:
                found.append(f"{part} of version {name[:12]} of {id!r} in {collection!r} changed")
    return Check(STORE, "what is known of versions (sums)", count, named(found), remedy=ADD_AGAIN)


def _passages(db: sqlite3.Connection) -> Check:
    """passages (sums, and spans in the text)"""
    rows = db.execute(
        f"""SELECT p.id, d.id, c.name, {PASSAGE_SUM} IS s.sum,
                   p.start >= 0 AND p.start < p.end AND p.end <= v.characters
            FROM passages p JOIN versions v ON v.key = p.version JOIN documents d ON d.key = v.document
            JOIN collections c ON c.key = d.collection LEFT JOIN passage_sums s ON s.passage = p.id
            ORDER BY p.version, p.id"""
    )
    found, count = [], 0
    for passage, id, collection, same, exact in rows:
        count += 1
        if not exact:
            found.append(f"passage {passage} of {id!r} in {collection!r} is not a span of the text")
        elif not same:
            found.append(f"passage {passage} of {id!r} in {collection!r} changed since it was written")
    return Check(STORE, "passages (sums, and spans in the text)", count, named(found), remedy=ADD_AGAIN)
