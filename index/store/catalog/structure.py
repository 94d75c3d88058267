"""The structure of a version in the catalog: its blocks, and where in its file its parts stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from index.blocks import Block, BlockKind
from index.documents import Span
from index.places import Place, Places, PlaceStart
from index.store.catalog.collections import Collection
from index.store.catalog.version_keys import VERSION_KEY


def put(db: sqlite3.Connection, version: int, blocks: Iterable[Block], places: Places) -> None:
    """Write the structure of a version, in place of what was known of it."""
    db.execute("DELETE FROM blocks WHERE version = ?", (version,))
    db.executemany(
        "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)",
        ((version, *span, kind.value, level, heading) for span, kind, level, heading in blocks),
    )
    db.execute("DELETE FROM places WHERE version = ?", (version,))
    db.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((version, start, *place) for start, place in places),
    )


_OF_VERSION = f"WHERE s.version = {VERSION_KEY}"


def blocks(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str = ""
) -> list[Block]:
    """The blocks of a version, in order; none if it was written before blocks were kept."""
    rows = db.execute(
        f"SELECT s.start, s.end, s.kind, s.level, s.heading FROM blocks s {_OF_VERSION} ORDER BY s.start",
        (collection.key, id, version, source),
    )
    return [_block(row) for row in rows]


def blocks_of(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, span: Span, source: str = ""
) -> list[Block]:
    """The blocks of a version that a span touches, in order."""
    rows = db.execute(
        f"""SELECT s.start, s.end, s.kind, s.level, s.heading FROM blocks s {_OF_VERSION}
            AND s.start < ? ORDER BY s.start DESC""",
        (collection.key, id, version, source, span.end),
    )
    found = []
    with closing(rows):
        for row in rows:
            if row[1] <= span.start:
                break
            found.append(_block(row))
    return found[::-1]


def _block(row: tuple[Any, ...]) -> Block:
    start, end, kind, level, heading = row
    return Block(Span(start, end), BlockKind(kind), level, heading)


def places(db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str = "") -> Places:
    """All places of a version, in order; none where its format knows of none."""
    rows = db.execute(
        f"""SELECT s.start, s.page, s.sheet, s.row, s.message_id, s.file FROM places s {_OF_VERSION}
            ORDER BY s.start""",
        (collection.key, id, version, source),
    )
    return tuple(PlaceStart(start, Place(*place)) for start, *place in rows)


def places_of(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, span: Span, source: str = ""
) -> tuple[Place, Place]:
    """Where the first and the last character of a span stand; empty places where nothing is known.

    They are one object where the whole span stands in one place.
    """
    rows = db.execute(
        f"""SELECT s.start, s.page, s.sheet, s.row, s.message_id, s.file FROM places s {_OF_VERSION}
            AND s.start <= ? ORDER BY s.start DESC""",
        (collection.key, id, version, source, max(span.start, span.end - 1)),
    )
    last, nowhere = None, Place()
    with closing(rows):
        for start, *place in rows:
            here = Place(*place)
            last = last or here
            if start <= span.start:
                return here, last
    return nowhere, last or nowhere
