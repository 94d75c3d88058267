"""The list of the documents of a collection, one page at a time, in the order of ids and sources."""

from __future__ import annotations

import sqlite3

from index.store.catalog import folded
from index.store.catalog.collections import Collection
from index.store.catalog.documents import DOCUMENT_ROWS, DocumentRow, row_of

_NAMED = "AND (? = '' OR instr(folded(v.title || char(10) || d.id), ?) > 0)"


def cursor(document: DocumentRow) -> str:
    """The place of a document in the list, for `page` and `page_before`."""
    return f"{document.id}\t{document.source}"


def _place(cursor: str) -> tuple[str, str]:
    """The id and the source of a place; a bare id stands for the document of any source."""
    id, tab, source = cursor.rpartition("\t")
    return (id, source) if tab else (cursor, "")


def page(
    db: sqlite3.Connection, collection: Collection, after: str, limit: int, named: str = "", source: str = ""
) -> list[DocumentRow]:
    """Up to `limit` documents after the place `after`, if their title or id contains `named`.

    Args:
        source: Of this source only; of all if empty.
    """
    id, of = _place(after)
    bound = "(d.id > ? OR d.id = ? AND s.name > ?)"
    # No name sorts behind the highest character.
    place = (id, id, of or chr(0x10FFFF))
    return _listed(db, collection, bound, "d.id, s.name", place, limit, named, source)


def page_before(
    db: sqlite3.Connection, collection: Collection, before: str, limit: int, named: str = "", source: str = ""
) -> list[DocumentRow]:
    """The last `limit` documents before the place `before`, in ascending order; see `page`."""
    id, of = _place(before)
    bound = "(d.id < ? OR d.id = ? AND s.name < ?)"
    return _listed(db, collection, bound, "d.id DESC, s.name DESC", (id, id, of), limit, named, source)[::-1]


def _listed(
    db: sqlite3.Connection,
    collection: Collection,
    bound: str,
    order: str,
    place: tuple[str, str, str],
    limit: int,
    named: str,
    source: str,
) -> list[DocumentRow]:
    rows = db.execute(
        f"""{DOCUMENT_ROWS} WHERE d.collection = ? AND {bound} {_NAMED}
            AND s.name = coalesce(nullif(?, ''), s.name) ORDER BY {order} LIMIT ?""",
        (collection.key, *place, *[folded(named)] * 2, source, limit),
    )
    return [row_of(row) for row in rows]
