"""Catalogs of earlier formats, made of one of the present format."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

#: The tables of format 2, as they were written.
FORMAT_2 = """
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE collections (
    key        INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    created    TEXT NOT NULL,
    generation INTEGER NOT NULL,           -- the last one that changed this collection
    pruned     INTEGER NOT NULL DEFAULT 0  -- removals up to this generation are forgotten
);

CREATE TABLE documents (
    key         INTEGER PRIMARY KEY AUTOINCREMENT,
    collection  INTEGER NOT NULL REFERENCES collections (key),
    id          TEXT NOT NULL,
    version     INTEGER,                   -- the current one
    fingerprint TEXT NOT NULL,             -- of all that was given: the same again is a no-op
    created     TEXT NOT NULL,
    updated     TEXT NOT NULL,
    UNIQUE (collection, id)
);

CREATE TABLE versions (
    key        INTEGER PRIMARY KEY AUTOINCREMENT,
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    name       TEXT NOT NULL,              -- SHA-256 of the text
    text       TEXT NOT NULL,
    title      TEXT NOT NULL,
    url        TEXT NOT NULL,
    published  TEXT NOT NULL,
    metadata   TEXT NOT NULL,              -- JSON object
    media_type TEXT NOT NULL,
    created    TEXT NOT NULL,
    UNIQUE (document, name)
);

CREATE TABLE attributes (                  -- metadata and dates, one row a value, for filters
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    key     TEXT NOT NULL,
    kind    TEXT NOT NULL,                 -- n number, s string, b boolean, z null, d date
    number,                                -- untyped, so that whole numbers stay exact
    upper,                                 -- a date covers [number, upper]
    string  TEXT
);
CREATE INDEX attributes_by_value ON attributes (key, kind, number, string);
CREATE INDEX attributes_by_version ON attributes (version);

CREATE TABLE passages (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
    collection       INTEGER NOT NULL REFERENCES collections (key),
    version          INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    start            INTEGER NOT NULL,
    end              INTEGER NOT NULL,
    text             TEXT NOT NULL,
    headings         TEXT NOT NULL,        -- JSON list
    sentences        BLOB NOT NULL,        -- int32 rows: start and end in the version, tokens, terms
    context_terms    BLOB NOT NULL,        -- uint32: the stemmed words of title and headings
    terms            BLOB NOT NULL,        -- uint32: those of the text, in order
    vector           BLOB NOT NULL,        -- float16, the vector of record
    sentence_vectors BLOB NOT NULL,        -- float16, a row a sentence
    token_vectors    BLOB NOT NULL,        -- int8, a row a token
    added            INTEGER NOT NULL,     -- generation
    removed          INTEGER,              -- generation, while its version is kept
    valid_from       TEXT NOT NULL,
    valid_to         TEXT
);
CREATE INDEX passages_by_version ON passages (version);
CREATE INDEX live_passages ON passages (collection, added) WHERE removed IS NULL;

CREATE TABLE removals (                    -- what the derived indexes have yet to forget
    collection INTEGER NOT NULL REFERENCES collections (key),
    generation INTEGER NOT NULL,
    passage    INTEGER NOT NULL,
    PRIMARY KEY (collection, generation, passage)
) WITHOUT ROWID;

CREATE TABLE jobs (
    id         TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    state      TEXT NOT NULL,              -- queued, running, done, failed
    payload    BLOB,                       -- what is still to be done
    done       INTEGER NOT NULL DEFAULT 0, -- passages
    total      INTEGER NOT NULL DEFAULT 0,
    result     TEXT,
    created    TEXT NOT NULL,
    updated    TEXT NOT NULL
);

CREATE TABLE generations (                 -- the last ones of each collection
    collection INTEGER NOT NULL REFERENCES collections (key),
    generation INTEGER NOT NULL,
    token      TEXT NOT NULL,              -- random, so that a restored catalog cannot repeat it
    PRIMARY KEY (collection, generation)
) WITHOUT ROWID;
"""


def make_format_2(home: Path) -> None:
    """Turn the catalog of a data folder into one of format 2, without what that cannot hold."""
    path = home / "catalog.sqlite"
    new = path.with_name("older.sqlite")
    with closing(sqlite3.connect(new)) as db:
        db.executescript(FORMAT_2)
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        db.execute("ATTACH ? AS present", (str(path),))
        for table in tables:
            names = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            only = "WHERE key != 'source'" if table == "attributes" else ""
            db.execute(f"DELETE FROM main.{table}")
            if names:
                db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM present.{table} {only}")
        db.commit()
        db.execute("PRAGMA user_version = 2")
    for rest in home.glob("catalog.sqlite*"):
        rest.unlink()
    new.rename(path)


def make_format_1(home: Path) -> None:
    """Turn the catalog of a data folder into one of format 1."""
    make_format_2(home)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        db.executescript("DROP TABLE generations; PRAGMA user_version = 1;")
