"""Which passages are stored, and where they stand: what is asked of many at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


def existing(db: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    """Those of these ids whose passages are stored."""
    rows = db.execute(
        "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*ids]),)
    )
    return {row[0] for row in rows}


class Place(NamedTuple):
    """Where a passage stands: by this, equal scores are ordered."""

    document_id: str
    start: int


def places(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Place]:
    """Where these passages stand."""
    rows = db.execute(
        """SELECT p.id, d.id, p.start FROM passages p JOIN versions v ON v.key = p.version
           JOIN documents d ON d.key = v.document WHERE p.id IN (SELECT value FROM json_each(?))""",
        (json.dumps([*ids]),),
    )
    return {id: Place(document, start) for id, document, start in rows}
