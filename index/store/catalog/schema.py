"""The tables of the catalog of record."""

from __future__ import annotations

#: Raise this whenever the tables change.  A catalog with a format that is not in `UPGRADES` is refused.
FORMAT = 3

GENERATIONS = """
CREATE TABLE generations (                 -- the last ones of each collection
    collection INTEGER NOT NULL REFERENCES collections (key),
    generation INTEGER NOT NULL,
    token      TEXT NOT NULL,              -- random, so that a restored catalog cannot repeat it
    PRIMARY KEY (collection, generation)
) WITHOUT ROWID;
"""

BLOCKS = """
CREATE TABLE blocks (                      -- none for a version that was written before format 3
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    start   INTEGER NOT NULL,
    end     INTEGER NOT NULL,
    kind    TEXT NOT NULL,                 -- paragraph, heading, list-item, table, code
    level   INTEGER NOT NULL,              -- of a heading
    heading TEXT NOT NULL,                 -- its words without markup
    PRIMARY KEY (version, start)
) WITHOUT ROWID;

CREATE TABLE places (                      -- each reaches to the start of the next one
    version    INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    page       INTEGER,
    sheet      TEXT,
    row        INTEGER,
    message_id TEXT,
    file       TEXT,
    PRIMARY KEY (version, start)
) WITHOUT ROWID;
"""
BLOCKS_3 = f"{BLOCKS} ALTER TABLE versions ADD COLUMN file_name TEXT NOT NULL DEFAULT '';"
ABOVE_3 = "ALTER TABLE passages ADD COLUMN above TEXT NOT NULL DEFAULT '[]';"

#: SQL that upgrades a catalog from one format to the next.
UPGRADES = {
    1: f"""{GENERATIONS}
    INSERT INTO generations SELECT key, generation, lower(hex(randomblob(8))) FROM collections;
    """,
    2: "".join([BLOCKS_3, ABOVE_3]),
}

TABLES = """
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
    file_name  TEXT NOT NULL DEFAULT '',   -- of the file that it was read from
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
    above            TEXT NOT NULL DEFAULT '[]',         -- JSON list: caption, header, what leads to a list
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
"""

TABLES += GENERATIONS + BLOCKS
