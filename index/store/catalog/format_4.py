"""What format 4 of the catalog adds to format 3, one group of statements for each concern.

A group's `tables` make what is new; they run for a new catalog and for an older one.  Its `existing` fills
that in for what an older catalog holds.  All groups of a step run in one transaction, in the order of
`GROUPS_4`.  `CHECKSUMS` stays the last one: it sums what the others have made of the rows.  Who changes a
summed column later, outside of an upgrade, writes its sum anew (`catalog/checksums.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from index.store.checksum import values_of


class Group(NamedTuple):
    """The statements of one concern, each ending in a semicolon."""

    tables: str
    existing: str = ""


# Who adds a column to a table that is summed here adds it to the list of its columns.

#: The columns of a passage that never change once it is written.
PASSAGE_COLUMNS = (
    "id",
    "collection",
    "version",
    "start",
    "end",
    "headings",
    "above",
    "sentences",
    "context_terms",
    "terms",
    "vector",
    "sentence_vectors",
    "token_vectors",
    "signature",
)
#: What is known of a version beside its text, whose SHA-256 is its name.
VERSION_COLUMNS = (
    "document",
    "name",
    "title",
    "url",
    "published",
    "metadata",
    "media_type",
    "file_name",
    "language",
    "signature",
    "created",
    "modified",
    "ingested",
    "characters",
)
DOCUMENT_COLUMNS = (
    "collection",
    "source",
    "id",
    "version",
    "fingerprint",
    "recipe",
    "created",
    "updated",
    "access",
)
BLOCK_COLUMNS = ("start", "end", "kind", "level", "heading")
PLACE_COLUMNS = ("start", "page", "sheet", "row", "message_id", "file")

#: SQL of the sum of a document `d`, of a passage `p`, and of the three sums of a version `v`.
DOCUMENT_SUM = f"checksum({values_of(DOCUMENT_COLUMNS, 'd')})"
PASSAGE_SUM = f"checksum({values_of(PASSAGE_COLUMNS, 'p')})"
ABOUT_SUM = f"checksum({values_of(VERSION_COLUMNS, 'v')})"
STRUCTURE_SUM = f"""checksum(
  (SELECT checksum_of_rows({values_of(BLOCK_COLUMNS)})
   FROM (SELECT * FROM blocks b WHERE b.version = v.key ORDER BY b.start)),
  (SELECT checksum_of_rows({values_of(PLACE_COLUMNS)})
   FROM (SELECT * FROM places s WHERE s.version = v.key ORDER BY s.start)))"""
FILE_SUM = f"""(SELECT checksum({values_of(("media_type", "data"), "o")})
  FROM originals o WHERE o.version = v.key)"""

#: Beside the rows, not in them: an older catalog is summed without being written anew.
CHECKSUMS = Group(
    """
CREATE TABLE passage_sums (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    sum     INTEGER NOT NULL               -- CRC-32 of what never changes of it
);

CREATE TABLE document_sums (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    sum      INTEGER NOT NULL              -- of its whole row
);

CREATE TABLE version_sums (
    version   INTEGER PRIMARY KEY REFERENCES versions (key) ON DELETE CASCADE,
    about     INTEGER NOT NULL,            -- of what is known of it beside its text
    structure INTEGER NOT NULL,            -- of its blocks and places
    file      INTEGER                      -- of the file that it was read from; NULL without one
);
""",
    f"""
INSERT INTO passage_sums SELECT p.id, {PASSAGE_SUM} FROM passages p;
INSERT INTO document_sums SELECT d.key, {DOCUMENT_SUM} FROM documents d;
INSERT INTO version_sums SELECT v.key, {ABOUT_SUM}, {STRUCTURE_SUM}, {FILE_SUM} FROM versions v;
""",
)

#: A text is stored once, compressed; a passage is a span of it.
TEXTS = Group(
    """
CREATE TABLE texts (
    key     INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    part    INTEGER NOT NULL,              -- from 0, in order (`catalog/texts.py`)
    data    BLOB NOT NULL,                 -- UTF-8, compressed by zlib
    UNIQUE (version, part)
);
ALTER TABLE versions ADD COLUMN characters INTEGER NOT NULL DEFAULT 0;  -- of its text
""",
    """
INSERT INTO texts (version, part, data) SELECT v.key, e.key, from_base64(e.value)
  FROM versions v, json_each(text_parts(CAST(v.text AS BLOB))) e;
UPDATE versions SET characters = characters(CAST(text AS BLOB));
ALTER TABLE versions DROP COLUMN text;
ALTER TABLE passages DROP COLUMN text;
""",
)

#: Vectors are kept as codes, of sketches the lowest bytes.  `catalog/vector_upgrade.py` has the functions.
VECTORS = Group(
    "",
    """
UPDATE versions SET signature = short_signature(signature);
UPDATE passages SET signature = short_signature(signature), vector = passage_codes(vector),
  token_vectors = token_codes(token_vectors, sentences),
  sentence_vectors = sentence_codes(sentence_vectors, length(vector) / 2);
""",
)

#: Which labels documents have.  `access_changes` counts what a reader who sees only some of them can notice.
ACCESS = Group(
    """
CREATE TABLE label_sets (                  -- documents with the same labels share one
    key    INTEGER PRIMARY KEY,
    labels TEXT NOT NULL UNIQUE            -- JSON list, in order
);
CREATE TABLE set_labels (
    label     TEXT NOT NULL,
    label_set INTEGER NOT NULL REFERENCES label_sets (key),
    PRIMARY KEY (label, label_set)
) WITHOUT ROWID;
ALTER TABLE documents ADD COLUMN access INTEGER NOT NULL DEFAULT 0;  -- a label set; 0: no labels
CREATE INDEX documents_by_source ON documents (source, access);
CREATE INDEX documents_by_access ON documents (collection, access);
CREATE TABLE source_access (               -- which labels the files of a folder get, by their names
    source   INTEGER NOT NULL REFERENCES sources (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,             -- a later rule wins
    pattern  TEXT NOT NULL,                -- as in .gitignore
    labels   TEXT NOT NULL,                -- JSON list
    PRIMARY KEY (source, position)
) WITHOUT ROWID;
CREATE TABLE access_changes (              -- how often documents of a collection with a label set changed
    collection INTEGER NOT NULL REFERENCES collections (key),
    access     INTEGER NOT NULL,
    changes    INTEGER NOT NULL,
    PRIMARY KEY (collection, access)
) WITHOUT ROWID;
CREATE TRIGGER document_added AFTER INSERT ON documents BEGIN
    INSERT INTO access_changes VALUES (new.collection, new.access, 1)
    ON CONFLICT DO UPDATE SET changes = changes + 1;
END;
CREATE TRIGGER document_changed AFTER UPDATE ON documents BEGIN
    INSERT INTO access_changes VALUES (old.collection, old.access, 1)
    ON CONFLICT DO UPDATE SET changes = changes + 1;
    INSERT INTO access_changes SELECT new.collection, new.access, 1 WHERE new.access != old.access
    ON CONFLICT DO UPDATE SET changes = changes + 1;
END;
CREATE TRIGGER document_deleted AFTER DELETE ON documents BEGIN
    INSERT INTO access_changes VALUES (old.collection, old.access, 1)
    ON CONFLICT DO UPDATE SET changes = changes + 1;
END;
ALTER TABLE jobs ADD COLUMN maker TEXT NOT NULL DEFAULT '';  -- the key that made it
""",
    "INSERT INTO access_changes SELECT key, 0, generation FROM collections;",
)

#: By what they add, in the order in which they run; `CHECKSUMS` stays the last.
GROUPS_4 = {
    "labels of documents": ACCESS,
    "texts in less space": TEXTS,
    "vectors in less space": VECTORS,
    "checksums of documents, versions and passages": CHECKSUMS,
}

TABLES_4 = "\n".join(group.tables for group in GROUPS_4.values())
UPGRADE_4 = "\n".join(group.tables + group.existing for group in GROUPS_4.values())
