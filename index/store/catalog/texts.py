"""The texts of versions in the catalog: compressed, in parts, of which a passage takes one or two.

Each part carries zlib's checksum of it, and the name of a version is the SHA-256 of the whole.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from typing import Any

#: Characters of each part of a text but the last one.  Longer parts become a little smaller, but each passage
#: that is found has to be read out of them.
PART = 4096

#: SQL for the text of a passage `p`, and for the whole text of a version `v`; NULL where it is damaged.
PASSAGE_TEXT = f"""(SELECT text_between(p.start, p.end, t.part, t.data) FROM texts t
  WHERE t.version = p.version AND t.part BETWEEN p.start / {PART} AND (p.end - 1) / {PART})"""
VERSION_TEXT = """CASE v.characters WHEN 0 THEN '' ELSE
  (SELECT text_between(0, v.characters, t.part, t.data) FROM texts t WHERE t.version = v.key) END"""


def parts_of(text: str) -> Iterator[bytes]:
    """What is stored of a text, part by part."""
    for at in range(0, len(text), PART):
        yield zlib.compress(text[at : at + PART].encode())


def put(db: sqlite3.Connection, version: int, text: str) -> None:
    """Write the text of a version."""
    db.executemany(
        "INSERT OR REPLACE INTO texts (version, part, data) VALUES (?, ?, ?)",
        ((version, part, data) for part, data in enumerate(parts_of(text))),
    )


def add_text_functions(db: sqlite3.Connection) -> None:
    """Give a connection what `PASSAGE_TEXT` and `VERSION_TEXT` call."""
    db.create_aggregate("text_between", 4, _TextBetween)


class _TextBetween:
    """The characters `[start, end)` of a text, by the parts that they touch; None if these are damaged."""

    def __init__(self) -> None:
        self._parts: dict[int, bytes] = {}

    def step(self, *row: Any) -> None:
        start, end, part, data = row
        self._span = start, end
        self._parts[part] = data

    def finalize(self) -> Any:
        start, end = self._span
        try:
            first, last = start // PART, (end - 1) // PART
            text = "".join(zlib.decompress(self._parts[part]).decode() for part in range(first, last + 1))
        except (KeyError, TypeError, ValueError, zlib.error):
            return None
        found = text[start - first * PART : end - first * PART]
        return found if len(found) == end - start else None
