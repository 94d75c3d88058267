"""Catalogs as earlier versions of Sourceline wrote them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from index.store.catalog.texts import VERSION_TEXT, add_text_functions
from index.store.vector_codes import passage_vectors, sentence_vectors, token_vectors

#: The tables of format 2, as they were.
TABLES_2 = """CREATE TABLE meta (
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


_KNOWN_ATTRIBUTES = "key IN ('published', 'document_id') OR key LIKE 'metadata.%'"


def make_format_2(home: Path) -> None:
    """Turn the closed catalog of a data folder into one of format 2 with the same rows, but for jobs."""
    path = home / "catalog.sqlite"
    older = home / "catalog.older"
    with closing(sqlite3.connect(older)) as db:
        db.executescript(TABLES_2)
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        db.execute("ATTACH ? AS newer", (str(path),))
        for name in names:
            newer = {row[1] for row in db.execute(f"PRAGMA newer.table_info({name})")}
            old = [row[1] for row in db.execute(f"PRAGMA main.table_info({name})")]
            kept = [column for column in old if column in newer or column == "text"]
            read = ["''" if column == "text" else column for column in kept]  # texts are in another table
            db.execute(f"DELETE FROM main.{name}")
            only = f"WHERE {_KNOWN_ATTRIBUTES}" if name == "attributes" else ""
            rows = f"SELECT {', '.join(read)} FROM newer.{name} {only}"
            db.execute(f"INSERT INTO main.{name} ({', '.join(kept)}) {rows}")
        _restore_vectors(db)
        _restore_texts(db)
        db.commit()
        db.execute("DETACH newer")
        db.executescript("PRAGMA user_version = 2; PRAGMA journal_mode = WAL;")
    for file in home.glob("catalog.sqlite*"):
        file.unlink()
    older.rename(path)


def _restore_texts(db: sqlite3.Connection) -> None:
    """Texts were not compressed then, and passages had their own."""
    add_text_functions(db)
    texts = db.execute(f"SELECT v.key, {VERSION_TEXT} FROM newer.versions v").fetchall()
    db.executemany("UPDATE main.versions SET text = ?2 WHERE key = ?1", texts)
    db.execute(
        """UPDATE main.passages SET text = (SELECT substr(v.text, start + 1, end - start)
           FROM main.versions v WHERE v.key = version)"""
    )


def _restore_vectors(db: sqlite3.Connection) -> None:
    """Vectors were not codes then."""
    rows = db.execute(
        "SELECT id, vector, sentence_vectors, token_vectors, sentences FROM passages"
    ).fetchall()
    for id, vector, sentences, tokens, spans in rows:
        dimension, (*_, counts, _) = len(vector), np.frombuffer(spans, np.int32).reshape(-1, 4).T
        of_sentences = np.frombuffer(sentences, np.uint8).reshape(len(counts), -1)
        of_tokens = np.frombuffer(tokens, np.uint8).reshape(int(counts.sum()), -1)
        blobs = (
            passage_vectors(np.frombuffer(vector, np.int8)).astype(np.float16),
            sentence_vectors(of_sentences, dimension).astype(np.float16),
            token_vectors(of_tokens),
        )
        db.execute(
            "UPDATE passages SET vector = ?, sentence_vectors = ?, token_vectors = ? WHERE id = ?",
            (*(blob.tobytes() for blob in blobs), id),
        )


def make_format_1(home: Path) -> None:
    """Turn the closed catalog of a data folder into one of format 1 with the same rows, but for jobs."""
    make_format_2(home)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        db.executescript("DROP TABLE generations; PRAGMA user_version = 1;")


OLDER = Path(__file__).parent.parent / "faults" / "older"


def make_folder_of_format(format: int, home: Path) -> None:
    """A data folder whose catalog was written by the code of an older format, 2 or 3.

    Two collections: `default` with a document of two versions and one of one, `tides` with one document and
    a deleted one.  Its vectors are those of the fake model.
    """
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        db.executescript((OLDER / f"format_{format}.sql").read_text("utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
