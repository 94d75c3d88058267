"""The tables of the catalog of record."""

from __future__ import annotations

import sqlite3

from index.store.catalog.format_4 import GROUPS_4, TABLES_4, UPGRADE_4
from index.store.catalog.text_upgrade import add_cutting
from index.store.sqlite_upgrade import Upgrade


def _add_upgrade_functions(db: sqlite3.Connection) -> None:
    """Let SQL call what encodes vectors, and what cuts texts; let nothing stay of what is replaced."""
    db.execute("PRAGMA secure_delete = ON")
    # Imported here, so that what only knows the catalog, such as the client, starts without numpy.
    from index.store.catalog.vector_upgrade import add_encoding

    add_encoding(db)
    add_cutting(db)


#: Raise this whenever the tables change.  A catalog with a format that is not in `UPGRADES` is refused.
FORMAT = 4

GENERATIONS = """
CREATE TABLE generations (                 -- the last ones of each collection
    collection INTEGER NOT NULL REFERENCES collections (key),
    generation INTEGER NOT NULL,
    token      TEXT NOT NULL,              -- random, so that a restored catalog cannot repeat it
    PRIMARY KEY (collection, generation)
) WITHOUT ROWID;
"""

ORIGINALS_3 = """
CREATE TABLE originals (                   -- the file that a version was read from
    version    INTEGER PRIMARY KEY REFERENCES versions (key) ON DELETE CASCADE,
    media_type TEXT NOT NULL,
    data       BLOB                        -- NULL: the version's text in UTF-8 is the file
);
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
LANGUAGE_3 = "ALTER TABLE versions ADD COLUMN language TEXT NOT NULL DEFAULT '';"
SIGNATURES_3 = """
    ALTER TABLE versions ADD COLUMN signature BLOB NOT NULL DEFAULT x'';
    ALTER TABLE passages ADD COLUMN signature BLOB NOT NULL DEFAULT x'';
    """

PASSAGE_TIMES = """
CREATE INDEX passages_by_start ON passages (collection, valid_from);
CREATE INDEX passages_by_end ON passages (collection, valid_to) WHERE valid_to IS NOT NULL;
"""

#: From format 2 to 3: when a version's text was last modified, and when it was taken in.
DATES_3 = f"""
ALTER TABLE versions ADD COLUMN modified TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN ingested TEXT NOT NULL DEFAULT '';
UPDATE versions SET ingested = coalesce(
  (SELECT d.updated FROM documents d WHERE d.version = versions.key), versions.created);
INSERT INTO attributes SELECT key, 'ingested', 'd', CAST(strftime('%s', ingested) AS INTEGER),
  CAST(strftime('%s', ingested) AS INTEGER) + 1, NULL FROM versions;
{PASSAGE_TIMES}
"""

JOB_DOCUMENTS = """
CREATE TABLE job_documents (               -- of each job: what is to be written, and what became of the rest
    job      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,             -- in the job, from 0
    document TEXT NOT NULL,                -- its id
    source   TEXT NOT NULL DEFAULT 'api',
    size     INTEGER NOT NULL,             -- characters of its text
    outcome  INTEGER,                      -- 1, 2, ... in the order of the outcomes
    status   TEXT,
    version  TEXT,
    problem  TEXT,                         -- JSON, if it failed
    passages INTEGER NOT NULL DEFAULT 0,   -- embedded for it
    payload  BLOB,                         -- the document, until it has an outcome
    UNIQUE (job, position)
);
CREATE INDEX job_outcomes ON job_documents (job, outcome, status);
"""

#: A row for each document of a job, in place of one list of them all.
JOBS_3 = f"""{JOB_DOCUMENTS}
INSERT INTO job_documents (job, position, document, size, payload)
    SELECT j.id, d.key, json_extract(d.value, '$.id'), length(json_extract(d.value, '$.text')),
           CAST(d.value AS BLOB)
    FROM jobs j, json_each(CAST(j.payload AS TEXT)) d WHERE j.payload IS NOT NULL;
INSERT INTO job_documents (job, position, document, size, outcome, status, version)
    SELECT j.id, d.key, json_extract(d.value, '$.id'), 0, d.key + 1, json_extract(d.value, '$.status'),
           json_extract(d.value, '$.version')
    FROM jobs j, json_each(j.result, '$.documents') d WHERE j.state = 'done';
ALTER TABLE jobs ADD COLUMN documents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN generation INTEGER;
UPDATE jobs SET documents = (SELECT count(*) FROM job_documents WHERE job = id);
UPDATE jobs SET generation = json_extract(result, '$.generation'), result = NULL WHERE state = 'done';
ALTER TABLE jobs DROP COLUMN payload;
ALTER TABLE jobs RENAME COLUMN result TO problem;
"""

COLLECTIONS_3 = "ALTER TABLE collections ADD COLUMN description TEXT NOT NULL DEFAULT '';"

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

#: What brings a catalog from one format to the next.
UPGRADES = {
    1: Upgrade(
        f"""{GENERATIONS}
    INSERT INTO generations SELECT key, generation, lower(hex(randomblob(8))) FROM collections;
    """,
        "a random token for each generation",
    ),
    2: Upgrade(
        "\n".join(
            [
                SOURCES_3,
                BLOCKS_3,
                ABOVE_3,
                LANGUAGE_3,
                SIGNATURES_3,
                DATES_3,
                ORIGINALS_3,
                JOBS_3,
                COLLECTIONS_3,
            ]
        ),
        "sources, structure, files, languages and dates of documents",
    ),
    3: Upgrade(UPGRADE_4, " and ".join(GROUPS_4), _add_upgrade_functions),
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
    pruned     INTEGER NOT NULL DEFAULT 0, -- removals up to this generation are forgotten
    description TEXT NOT NULL DEFAULT ''
);

CREATE TABLE versions (
    key        INTEGER PRIMARY KEY AUTOINCREMENT,
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    name       TEXT NOT NULL,              -- SHA-256 of the text
    title      TEXT NOT NULL,
    url        TEXT NOT NULL,
    published  TEXT NOT NULL,
    metadata   TEXT NOT NULL,              -- JSON object
    media_type TEXT NOT NULL,
    created    TEXT NOT NULL,
    file_name  TEXT NOT NULL DEFAULT '',   -- of the file that it was read from
    language   TEXT NOT NULL DEFAULT '',   -- ISO 639; empty where it is not known
    signature  BLOB NOT NULL DEFAULT x'',  -- by which copies are known; empty before format 3
    modified   TEXT NOT NULL DEFAULT '',   -- the date that the document or its file gives
    ingested   TEXT NOT NULL DEFAULT '',   -- when it last became the current version
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
    start            INTEGER NOT NULL,     -- its span in the text of its version
    end              INTEGER NOT NULL,
    headings         TEXT NOT NULL,        -- JSON list
    above            TEXT NOT NULL DEFAULT '[]',         -- JSON list: caption, header, what leads to a list
    sentences        BLOB NOT NULL,        -- int32 rows: start and end in the version, tokens, terms
    context_terms    BLOB NOT NULL,        -- uint32: the stemmed words of title and headings
    terms            BLOB NOT NULL,        -- uint32: those of the text, in order
    vector           BLOB NOT NULL,        -- codes of the vectors (index/store/vector_codes.py)
    sentence_vectors BLOB NOT NULL,        -- a row a sentence
    token_vectors    BLOB NOT NULL,        -- a row a token that is kept
    added            INTEGER NOT NULL,     -- generation
    removed          INTEGER,              -- generation, while its version is kept
    valid_from       TEXT NOT NULL,
    valid_to         TEXT,
    signature        BLOB NOT NULL DEFAULT x''  -- as of versions
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
    state      TEXT NOT NULL,              -- queued, running, done, failed, cancelled
    documents  INTEGER NOT NULL DEFAULT 0, -- that it was made of
    done       INTEGER NOT NULL DEFAULT 0, -- passages
    total      INTEGER NOT NULL DEFAULT 0,
    generation INTEGER,                    -- the last one that it published
    problem    TEXT,                       -- JSON, if it failed
    created    TEXT NOT NULL,
    updated    TEXT NOT NULL
);
"""

TABLES += GENERATIONS + SOURCES + DOCUMENTS + BLOCKS + PASSAGE_TIMES + ORIGINALS_3 + JOB_DOCUMENTS
TABLES += TABLES_4
