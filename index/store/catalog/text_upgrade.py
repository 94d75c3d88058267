"""The texts of a catalog of format 3 are stored once, compressed."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64decode, b64encode

from index.store.catalog.texts import parts_of


def add_cutting(db: sqlite3.Connection) -> None:
    """Let SQL call what cuts texts."""
    db.create_function("text_parts", 1, _parts, deterministic=True)
    db.create_function("from_base64", 1, b64decode, deterministic=True)
    db.create_function("characters", 1, lambda text: len(_read(text)), deterministic=True)


def _parts(text: bytes) -> str:
    """A JSON list of the parts in base64: JSON has no bytes, and SQLite ends its texts at NUL."""
    return json.dumps([b64encode(part).decode() for part in parts_of(_read(text))])


def _read(text: bytes) -> str:
    """Damaged text stays known as damaged: it is not what the name of its version says."""
    return text.decode("utf-8", "replace")
