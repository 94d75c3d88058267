"""A checksum of the values of a row, as a function in SQL: what shows that a stored row was changed."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Iterable


def checksum(*values: str | bytes | int | None) -> int:
    """The CRC-32 of some values with their lengths, so that no two lists of values run into each other."""
    parts: list[bytes] = []
    for value in values:
        if type(value) is bytes:
            parts += (_LENGTH(len(value)), value)
        else:
            parts.append(_TYPES.get(value) or _with_length(value))
    return zlib.crc32(b"".join(parts))


_LENGTH = struct.Struct(">Q").pack


def _with_length(value: str | bytes | int | None) -> bytes:
    data = value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
    return _LENGTH(len(data)) + data


#: What SQLite calls the types of values, which are half of the values of every row.
_TYPES: dict[str | bytes | int | None, bytes] = {
    name: _with_length(name) for name in ("text", "blob", "integer", "real", "null")
}


class _OfRows:
    """The checksum of several rows: an aggregate in SQL, over rows in their order."""

    def __init__(self) -> None:
        self._crc = 0

    def step(self, *values: str | bytes | int | None) -> None:
        self._crc = checksum(self._crc, *values)

    def finalize(self) -> int:
        return self._crc


def add_functions(db: sqlite3.Connection) -> None:
    """Give a connection the functions `checksum(...)` and `checksum_of_rows(...)`."""
    db.create_function("checksum", -1, checksum, deterministic=True)
    db.create_aggregate("checksum_of_rows", -1, _OfRows)


def values_of(columns: Iterable[str], table: str = "") -> str:
    """The arguments of these functions for some columns: type and bytes of each value, whatever they are."""
    names = [f"{table}.{column}" if table else column for column in columns]
    return ", ".join(f"typeof({name}), CAST({name} AS BLOB)" for name in names)
