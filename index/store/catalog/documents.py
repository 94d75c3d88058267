"""Documents and versions in the catalog: put, list, show, delete."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from index.access import Labels
from index.documents import Document, MetadataValue, version_name
from index.errors import Ambiguous, NotFound, StorageDamaged
from index.store.catalog import REMEDY, attributes, checksums, label_sets, moment, originals, sources, texts
from index.store.catalog.collections import Collection
from index.store.catalog.sources import Source
from index.store.catalog.texts import VERSION_TEXT
from index.store.catalog.version_keys import VERSION_KEY


class DocumentRow(NamedTuple):
    """A document in the catalog with its current version."""

    key: int
    id: str
    source: str
    title: str
    url: str
    published: str
    metadata: Mapping[str, MetadataValue]
    media_type: str
    language: str
    version: str
    characters: int
    created: str
    updated: str
    file_name: str
    modified: str
    ingested: str
    access: Labels = ()


class VersionRow(NamedTuple):
    """One immutable text of a document."""

    name: str
    created: str
    characters: int
    current: bool


class Stored(NamedTuple):
    """What a write has to know of the document that it replaces.

    Args:
        recipe: How its passages were made.
        access: Its labels.
    """

    key: int
    id: str
    source: str
    fingerprint: str
    recipe: str
    access: Labels = ()


class Address(NamedTuple):
    """What names a document within a collection."""

    source: str
    id: str


class DeletedCounts(NamedTuple):
    """How much of a document was deleted, and the ids of its live passages and of all."""

    address: Address
    version_names: list[str]
    versions: int
    passages: int
    sentences: int
    live_passages: list[int]
    originals: int = 0
    all_passages: Sequence[int] = ()


def stored(db: sqlite3.Connection, collection: int, address: Address) -> Stored | None:
    """The document that a write to `address` replaces; None if there is none.

    It may be one from before there were sources, which the write takes over.
    """
    row = db.execute(
        """SELECT d.key, d.id, s.name, d.fingerprint, d.recipe
           FROM documents d JOIN sources s ON s.key = d.source
           WHERE d.collection = ? AND d.id = ? AND (s.name = ? OR s.earlier)
           ORDER BY s.name = ? DESC LIMIT 1""",
        (collection, address.id, address.source, address.source),
    ).fetchone()
    return None if row is None else Stored._make([*row, label_sets.labels_of(db, row[0])])


def move(db: sqlite3.Connection, collection: Collection, document: Stored, to: Address) -> None:
    """Give a document another source or id; its versions stay.  No-op if it is gone or one is there."""
    source = sources.find_or_create(db, collection, to.source)
    moved = db.execute(
        """UPDATE documents SET source = ?1, id = ?2, updated = ?6 WHERE key = ?3 AND id = ?4 AND NOT EXISTS
             (SELECT 1 FROM documents WHERE collection = ?5 AND id = ?2 AND source = ?1)""",
        (source.key, to.id, document.key, document.id, collection.key, moment(db)),
    ).rowcount
    if moved:
        for key, value in (("document_id", to.id), ("source", to.source)):
            db.execute(
                """UPDATE attributes SET string = ? WHERE key = ?
                   AND version IN (SELECT key FROM versions WHERE document = ?)""",
                (value, key, document.key),
            )
        checksums.put_document(db, document.key)


def put(
    db: sqlite3.Connection,
    collection: Collection,
    document: Document,
    fingerprint: str,
    recipe: str = "",
    signature: bytes = b"",
) -> int:
    """Write a document and make its text the current version; returns the version's key."""
    written = moment(db)
    source = sources.find_or_create(db, collection, document.source)
    access = None if document.access is None else label_sets.find_or_create(db, document.access)
    db.execute(
        """INSERT INTO documents (collection, source, id, fingerprint, recipe, created, updated, access)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, coalesce(?7, 0))
           ON CONFLICT (collection, id, source) DO UPDATE SET fingerprint = excluded.fingerprint,
             recipe = excluded.recipe, updated = excluded.updated, access = coalesce(?7, access)""",
        (collection.key, source.key, document.id, fingerprint, recipe, written, access),
    )
    (key,) = db.execute(
        "SELECT key FROM documents WHERE collection = ? AND id = ? AND source = ?",
        (collection.key, document.id, source.key),
    ).fetchone()
    about = (document.title, document.url, document.published, json.dumps(dict(document.metadata)))
    kind = (document.media_type, document.file_name, document.language, signature)
    modified = document.modified or document.saved
    db.execute(
        """INSERT INTO versions
             (document, name, characters, title, url, published, metadata, media_type, file_name, language,
              signature, modified, ingested, created)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (document, name) DO UPDATE SET title = excluded.title, url = excluded.url,
             published = excluded.published, metadata = excluded.metadata,
             media_type = excluded.media_type, file_name = excluded.file_name,
             language = excluded.language, signature = excluded.signature,
             modified = excluded.modified, ingested = excluded.ingested""",
        (key, version_name(document.text), len(document.text), *about, *kind, modified, written, written),
    )
    (version,) = db.execute(
        "SELECT key FROM versions WHERE document = ? AND name = ?", (key, version_name(document.text))
    ).fetchone()
    db.execute("UPDATE documents SET version = ? WHERE key = ?", (version, key))
    texts.put(db, version, document.text)
    checksums.put_document(db, key)
    attributes.put(db, version, document, {"modified": modified, "ingested": written})
    originals.put(db, version, document)
    return int(version)


#: Selects the columns of `row_of`.
DOCUMENT_ROWS = """SELECT d.key, d.id, s.name, v.title, v.url, v.published, v.metadata, v.media_type,
                      v.language, v.name, v.characters, d.created, d.updated, v.file_name, v.modified,
                      v.ingested, coalesce((SELECT labels FROM label_sets l WHERE l.key = d.access), '[]')
               FROM documents d JOIN versions v ON v.key = d.version JOIN sources s ON s.key = d.source"""


def row_of(row: tuple[Any, ...]) -> DocumentRow:
    """A row of the query `DOCUMENT_ROWS`.  Raises `StorageDamaged`."""
    try:
        *about, access = row
        about[6] = json.loads(about[6])
        return DocumentRow._make([*about, tuple(json.loads(access))])
    except ValueError as error:
        raise StorageDamaged(
            f"Document {row[1]!r} of the catalog is damaged.", field="SOURCELINE_HOME", hint=REMEDY
        ) from error


def show(
    db: sqlite3.Connection, collection: Collection, id: str, source: str = "", version: str = ""
) -> DocumentRow:
    """The document `id`.

    Args:
        source: The name of its source; may be empty where only one has such a document.
        version: Prefer the documents that have this version.

    Raises:
        NotFound: There is none.
        Ambiguous: Several sources have one.
    """
    rows = db.execute(
        f"""{DOCUMENT_ROWS} WHERE d.collection = ? AND d.id = ? AND s.name = coalesce(nullif(?, ''), s.name)
            ORDER BY s.name""",
        (collection.key, id, source),
    ).fetchall()
    if len(rows) > 1 and version:
        have = {
            key
            for (key,) in db.execute(
                "SELECT d.key FROM documents d JOIN versions v ON v.document = d.key "
                "WHERE d.collection = ? AND d.id = ? AND v.name = ?",
                (collection.key, id, version),
            )
        }
        rows = [row for row in rows if row[0] in have][:1] or rows
    if not rows:
        within = f" of source {source[:100]!r}" if source else ""
        raise NotFound(
            f"There is no document {id[:200]!r}{within} in collection {collection.name!r}.",
            field="id",
            hint="GET /v1/documents lists the documents.",
        )
    if len(rows) > 1:
        names = ", ".join(repr(row[2]) for row in rows)
        raise Ambiguous(
            f"{len(rows)} sources have a document {id[:200]!r}: {names}.",
            field="source",
            hint="Name one of them as the source.",
        )
    return row_of(rows[0])


def ids_below(db: sqlite3.Connection, source: Source, name: str) -> list[str]:
    """The ids of the documents of a source that begin with `name` and a `/`, in order."""
    # "0" is the character behind "/".
    rows = db.execute(
        """SELECT d.id FROM documents d
           WHERE d.collection = (SELECT collection FROM sources WHERE key = ?1) AND d.source = ?1
             AND d.id >= ?2 AND d.id < ?3 ORDER BY d.id""",
        (source.key, f"{name}/", f"{name}0"),
    )
    return [row[0] for row in rows]


def ids_of_source(db: sqlite3.Connection, source: int) -> list[str]:
    """The ids of the documents of a source, in order."""
    return [row[0] for row in db.execute("SELECT id FROM documents WHERE source = ? ORDER BY id", (source,))]


def versions(db: sqlite3.Connection, document: DocumentRow) -> list[VersionRow]:
    """The versions of a document, newest first."""
    rows = db.execute(
        """SELECT v.name, v.created, v.characters, v.key = d.version
           FROM versions v JOIN documents d ON d.key = v.document WHERE d.key = ? ORDER BY v.key DESC""",
        (document.key,),
    )
    return [VersionRow(name, created, length, bool(current)) for name, created, length, current in rows]


def version_metadata(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str = ""
) -> Mapping[str, MetadataValue]:
    """The metadata of one version; none if it is gone."""
    row = db.execute(
        f"SELECT metadata FROM versions WHERE key = {VERSION_KEY}", (collection.key, id, version, source)
    ).fetchone()
    found: dict[str, MetadataValue] = json.loads(row[0]) if row else {}
    return found


def version_text(db: sqlite3.Connection, collection: Collection, id: str, version: str) -> str:
    """The text of one version, which its name decides, whatever the source.

    Raises:
        NotFound: There is none.
        StorageDamaged: The text is not the one that its name says.
    """
    row = db.execute(
        f"""SELECT {VERSION_TEXT} FROM versions v JOIN documents d ON d.key = v.document
           WHERE d.collection = ? AND d.id = ? AND v.name = ?""",
        (collection.key, id, version),
    ).fetchone()
    if row is None:
        raise NotFound(
            f"Document {id[:200]!r} has no version {version[:64]!r} in collection {collection.name!r}.",
            field="version",
            hint="GET /v1/documents/{id} lists its versions.",
        )
    (text,) = row
    if text is None or version_name(text) != version:
        raise StorageDamaged(
            f"Version {version} of document {id!r} of the catalog is damaged.",
            field="SOURCELINE_HOME",
            hint=REMEDY,
        )
    return str(text)


def has_version(db: sqlite3.Connection, collection: Collection, id: str, version: str) -> bool:
    """Whether a document of any source has this version; reads no text."""
    row = db.execute(f"SELECT {VERSION_KEY}", (collection.key, id, version, "")).fetchone()
    return row[0] is not None


def version_media_type(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str = ""
) -> str:
    """The media type of one version's text; empty if there is no such version."""
    row = db.execute(
        f"SELECT media_type FROM versions WHERE key = {VERSION_KEY}", (collection.key, id, version, source)
    ).fetchone()
    return "" if row is None else str(row[0])


def all_passages(db: sqlite3.Connection, collection: Collection, address: Address) -> list[int]:
    """The ids of the passages of all versions of a document.  Raises `NotFound`, `Ambiguous`."""
    document = show(db, collection, address.id, address.source)
    rows = db.execute(
        "SELECT p.id FROM passages p JOIN versions v ON v.key = p.version WHERE v.document = ?",
        (document.key,),
    )
    return [row[0] for row in rows]


def delete(db: sqlite3.Connection, collection: Collection, id: str, source: str = "") -> DeletedCounts:
    """Delete a document with every version, passage and vector.  Raises `NotFound`, `Ambiguous`."""
    document = show(db, collection, id, source)
    names = [version.name for version in versions(db, document)]
    rows = db.execute(
        """SELECT p.id, p.removed IS NULL, length(p.sentences) / 16
           FROM passages p JOIN versions v ON v.key = p.version WHERE v.document = ?""",
        (document.key,),
    ).fetchall()
    (count,) = db.execute("SELECT count(*) FROM versions WHERE document = ?", (document.key,)).fetchone()
    files = originals.count(db, document.key)
    db.execute("DELETE FROM documents WHERE key = ?", (document.key,))
    address = Address(document.source, document.id)
    live = [row[0] for row in rows if row[1]]
    counts = (count, len(rows), sum(row[2] for row in rows))
    return DeletedCounts(address, names, *counts, live, files, [row[0] for row in rows])
