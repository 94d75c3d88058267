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

SOURCES = """
CREATE TABLE sources (                     -- folders, uploads, the API: a document's id is unique within one
    key        INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    path       TEXT NOT NULL DEFAULT '',   -- of a folder: absolute, without links
    whole      INTEGER NOT NULL DEFAULT 0, -- 1: the folder was read as a whole, not only files in it
    earlier    INTEGER NOT NULL DEFAULT 0, -- 1: has documents from before there were sources
    created    TEXT NOT NULL,
    UNIQUE (collection, name)
);

CREATE TABLE files (                       -- what was read of a source's files, to notice what changed
    source    INTEGER NOT NULL REFERENCES sources (key) ON DELETE CASCADE,
    name      TEXT NOT NULL,               -- the id of its document, or what its documents' ids begin with
    signature TEXT NOT NULL,               -- size and time of change, or a server's validators
    hash      TEXT NOT NULL,               -- SHA-256 of its bytes
    failure   TEXT NOT NULL DEFAULT '',    -- why it could not be read
    PRIMARY KEY (source, name)
) WITHOUT ROWID;
"""

DOCUMENTS = """
CREATE TABLE documents (
    key         INTEGER PRIMARY KEY AUTOINCREMENT,
    collection  INTEGER NOT NULL REFERENCES collections (key),
    source      INTEGER NOT NULL REFERENCES sources (key),
    id          TEXT NOT NULL,
    version     INTEGER,                   -- the current one
    fingerprint TEXT NOT NULL,             -- of all that was given: the same again is a no-op
    recipe      TEXT NOT NULL DEFAULT '',  -- how its passages were made
    created     TEXT NOT NULL,
    updated     TEXT NOT NULL,
    UNIQUE (collection, id, source)
);
"""

#: Documents of format 2 belong to one source `default`.  From there they go over to the source that first
#: writes the same id, so that ingesting the same folder again does not double them.  This goes before other
#: upgrades of `documents`, which is written anew here.
SOURCES_3 = f"""
{SOURCES}
INSERT INTO sources (collection, name, earlier, created) SELECT key, 'default', 1, created FROM collections;
{DOCUMENTS.replace("TABLE documents", "TABLE documents_3")}
INSERT INTO documents_3 (key, collection, source, id, version, fingerprint, created, updated)
  SELECT d.key, d.collection, s.key, d.id, d.version, d.fingerprint, d.created, d.updated
  FROM documents d JOIN sources s ON s.collection = d.collection;
DROP TABLE documents;
ALTER TABLE documents_3 RENAME TO documents;
INSERT INTO attributes SELECT key, 'source', 's', NULL, NULL, 'default' FROM versions;
"""

#: SQL that upgrades a catalog from one format to the next.
UPGRADES = {
    1: f"""{GENERATIONS}
    INSERT INTO generations SELECT key, generation, lower(hex(randomblob(8))) FROM collections;
    """,
    2: SOURCES_3,
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
"""

TABLES += GENERATIONS + SOURCES + DOCUMENTS
