"""Keys of an earlier release hold on, with their sessions and counts."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from qa.server.auth import tokens
from qa.server.auth.database import FORMAT, NAME, Database
from qa.server.auth.key_store import KeyStore
from qa.server.auth.sessions import Sessions

#: As release 1 made them.
FORMAT_1 = """
CREATE TABLE keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL, publishable INTEGER NOT NULL,
    scopes TEXT NOT NULL, collections TEXT NOT NULL, origins TEXT NOT NULL, per_minute INTEGER,
    per_day INTEGER, created TEXT NOT NULL, revoked TEXT, last_used TEXT
);
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY, key TEXT NOT NULL REFERENCES keys (id), expires REAL NOT NULL
);
CREATE TABLE usage (
    key TEXT NOT NULL REFERENCES keys (id), day TEXT NOT NULL, requests INTEGER NOT NULL,
    PRIMARY KEY (key, day)
) WITHOUT ROWID;
CREATE TABLE signing (only INTEGER PRIMARY KEY CHECK (only = 1), secret BLOB NOT NULL);
PRAGMA user_version = 1;
"""


def test_keys_of_format_1_hold_on(tmp_path: Path) -> None:
    token = tokens.new_key(publishable=False)
    with closing(sqlite3.connect(tmp_path / NAME)) as db:
        db.executescript(FORMAT_1)
        row = (token.id, "old", tokens.digest(token.text), 0, '["ask"]', '["a"]', "[]", 7, None, "2026-01-01")
        db.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", row)
        db.execute("INSERT INTO sessions VALUES (?, ?, ?)", (tokens.digest("s"), token.id, time.time() + 60))
        db.execute("INSERT INTO usage VALUES (?, '2026-01-01', 3)", (token.id,))
        db.commit()
    database = Database(tmp_path)
    keys = KeyStore(database)
    key = keys.find(token.text)
    assert key is not None
    assert (key.grant.collections, key.grant.per_minute, key.grant.access) == (("a",), 7, ())
    assert key.grant.write is None
    assert key.valid
    assert Sessions(database, keys).find("s") == key
    db = database.connection
    assert db.execute("SELECT requests FROM usage").fetchall() == [(3,)]
    assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()
