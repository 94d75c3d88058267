"""Attributes: the metadata and dates of versions, one row a value, which filters compare."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from index.dates import instants
from index.documents import Document, MetadataValue

#: Key, kind, number, upper end of a date, string: the values that filters compare.
Attribute = tuple[str, str, int | float | None, int | float | None, str | None]


def put(db: sqlite3.Connection, version: int, document: Document, dates: Mapping[str, str]) -> None:
    """Write the attributes of a version, in place of those it had; `dates` are those beside `published`."""
    rows: list[Attribute] = [
        ("metadata." + key, *_typed(item))
        for key, value in document.metadata.items()
        for item in _items(value)
    ]
    for key, value in {"published": document.published, **dates}.items():
        if value:
            rows.append((key, "d", *instants(value), None))
    rows.append(("document_id", "s", None, None, document.id))
    if document.language:
        rows.append(("language", "s", None, None, document.language))
    rows.append(("source", "s", None, None, document.source))
    db.execute("DELETE FROM attributes WHERE version = ?", (version,))
    db.executemany("INSERT INTO attributes VALUES (?, ?, ?, ?, ?, ?)", [(version, *row) for row in rows])


def _items(value: MetadataValue) -> list[str | int | float | bool | None]:
    return [*value] if isinstance(value, list) else [value]


def exact_number(value: int | float) -> int | float:
    """`value` as SQLite can hold it: whole numbers of 64 bits stay exact.  Raises `OverflowError`."""
    return value if isinstance(value, float) or -(2**63) <= value < 2**63 else float(value)


def _typed(value: str | int | float | bool | None) -> tuple[str, int | float | None, None, str | None]:
    """The kind, number and string that an attribute row keeps for `value`."""
    if value is None:
        return "z", None, None, None
    if isinstance(value, bool):
        return "b", float(value), None, None
    if isinstance(value, int | float):
        return "n", exact_number(value), None, None
    return "s", None, None, value
