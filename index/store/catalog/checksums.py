"""The checksums of passages and versions: written with them, compared when they are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.store.catalog.format_4 import ABOUT_SUM, FILE_SUM, PASSAGE_SUM, STRUCTURE_SUM

#: SQL over a passage `p` of a version `v`: 1 if both are as they were written.  A sum that is missing is
#: damage, too.
UNCHANGED = f"""(
  {PASSAGE_SUM} IS (SELECT s.sum FROM passage_sums s WHERE s.passage = p.id)
  AND {ABOUT_SUM} IS (SELECT s.about FROM version_sums s WHERE s.version = v.key))"""


def put_version(db: sqlite3.Connection, version: int) -> None:
    """Sum a version with its structure and its file as they are now."""
    db.execute(
        f"""INSERT OR REPLACE INTO version_sums
            SELECT v.key, {ABOUT_SUM}, {STRUCTURE_SUM}, {FILE_SUM} FROM versions v WHERE v.key = ?""",
        (version,),
    )


def put_passages(db: sqlite3.Connection, version: int) -> None:
    """Sum the passages of a version that have no sum."""
    db.execute(
        f"""INSERT INTO passage_sums SELECT p.id, {PASSAGE_SUM} FROM passages p WHERE p.version = ?
            AND NOT EXISTS (SELECT 1 FROM passage_sums s WHERE s.passage = p.id)""",
        (version,),
    )


def changed_passages(db: sqlite3.Connection) -> Iterator[int]:
    """The ids of all passages that are not as they were written."""
    for (id,) in db.execute(
        f"""SELECT p.id FROM passages p LEFT JOIN passage_sums s ON s.passage = p.id
            WHERE {PASSAGE_SUM} IS NOT s.sum ORDER BY p.id"""
    ):
        yield int(id)
