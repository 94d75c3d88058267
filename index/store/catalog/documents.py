"""Documents and versions in the catalog: put, list, show, delete."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from index.dates import instants
from index.documents import Document, MetadataValue, version_name
from index.errors import NotFound, StorageDamaged
from index.store.catalog import REMEDY, folded, now, originals, structure
from index.store.catalog.collections import Collection


class DocumentRow(NamedTuple):
    """A document in the catalog with its current version."""

    key: int
    id: str
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


class StoredDocument(NamedTuple):
    """A document as it was given, normalised, and its fingerprint."""

    document: Document
    fingerprint: str


class VersionRow(NamedTuple):
    """One immutable text of a document."""

    name: str
    created: str
    characters: int
    current: bool


#: Key, kind, number, upper end of a date, string: the values that filters compare.
Attribute = tuple[str, str, int | float | None, int | float | None, str | None]


class DeletedCounts(NamedTuple):
    """How much of a document was deleted, and the ids of its live passages."""

    versions: int
    passages: int
    sentences: int
    live_passages: list[int]
    originals: int = 0


def document_fingerprint(document: Document, recipe: str) -> str:
    """Hash a normalised document and the recipe by which it is cut: equal hashes mean no change."""
    given: dict[str, object] = {
        "text": document.text,
        "title": document.title,
        "url": document.url,
        "published": document.published,
        "metadata": dict(document.metadata),
        "media_type": document.media_type,
        "file_name": document.file_name,
        "places": document.places,
        "recipe": recipe,
        **({"modified": document.modified} if document.modified else {}),
    }
    if document.original is not None:
        given["original"] = hashlib.sha256(document.original).hexdigest()
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def stored_fingerprint(db: sqlite3.Connection, collection: int, id: str) -> str | None:
    """The fingerprint of the stored document; None if there is no such document."""
    row = db.execute(
        "SELECT fingerprint FROM documents WHERE collection = ? AND id = ?", (collection, id)
    ).fetchone()
    return None if row is None else row[0]


def put(
    db: sqlite3.Connection,
    collection: Collection,
    document: Document,
    fingerprint: str,
    signature: bytes = b"",
) -> int:
    """Write a document and make its text the current version; returns the version's key."""
    moment = now()
    db.execute(
        """INSERT INTO documents (collection, id, fingerprint, created, updated) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (collection, id) DO UPDATE SET fingerprint = excluded.fingerprint,
                                                      updated = excluded.updated""",
        (collection.key, document.id, fingerprint, moment, moment),
    )
    (key,) = db.execute(
        "SELECT key FROM documents WHERE collection = ? AND id = ?", (collection.key, document.id)
    ).fetchone()
    attributes = (document.title, document.url, document.published, json.dumps(dict(document.metadata)))
    kind = (document.media_type, document.file_name, document.language, signature)
    modified = document.modified or document.saved
    db.execute(
        """INSERT INTO versions
             (document, name, text, title, url, published, metadata, media_type, file_name, language,
              signature, modified, ingested, created)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (document, name) DO UPDATE SET title = excluded.title, url = excluded.url,
             published = excluded.published, metadata = excluded.metadata,
             media_type = excluded.media_type, file_name = excluded.file_name,
             language = excluded.language, signature = excluded.signature,
             modified = excluded.modified, ingested = excluded.ingested""",
        (key, version_name(document.text), document.text, *attributes, *kind, modified, moment, moment),
    )
    (version,) = db.execute(
        "SELECT key FROM versions WHERE document = ? AND name = ?", (key, version_name(document.text))
    ).fetchone()
    db.execute("UPDATE documents SET version = ? WHERE key = ?", (version, key))
    _put_attributes(db, version, document, {"modified": modified, "ingested": moment})
    originals.put(db, version, document)
    return int(version)


def _put_attributes(
    db: sqlite3.Connection, version: int, document: Document, dates: Mapping[str, str]
) -> None:
    rows: list[Attribute] = [
        ("metadata." + key, *_typed(item))
        for key, value in document.metadata.items()
        for item in _items(value)
    ]
    for key, value in {"published": document.published, **dates}.items():
        if value:
            rows.append((key, "d", *instants(value), None))
    rows.append(("document_id", "s", None, None, document.id))
    if document.language:
        rows.append(("language", "s", None, None, document.language))
    db.execute("DELETE FROM attributes WHERE version = ?", (version,))
    db.executemany("INSERT INTO attributes VALUES (?, ?, ?, ?, ?, ?)", [(version, *row) for row in rows])


def _items(value: MetadataValue) -> list[str | int | float | bool | None]:
    return [*value] if isinstance(value, list) else [value]


def exact_number(value: int | float) -> int | float:
    """`value` as SQLite can hold it: whole numbers of 64 bits stay exact.  Raises `OverflowError`."""
    return value if isinstance(value, float) or -(2**63) <= value < 2**63 else float(value)


def _typed(value: str | int | float | bool | None) -> tuple[str, int | float | None, None, str | None]:
    """The kind, number and string that an attribute row keeps for `value`."""
    if value is None:
        return "z", None, None, None
    if isinstance(value, bool):
        return "b", float(value), None, None
    if isinstance(value, int | float):
        return "n", exact_number(value), None, None
    return "s", None, None, value


_DOCUMENT = """SELECT d.key, d.id, v.title, v.url, v.published, v.metadata, v.media_type, v.language,
                      v.name, length(v.text), d.created, d.updated, v.file_name, v.modified, v.ingested
               FROM documents d JOIN versions v ON v.key = d.version"""

_NAMED = "AND (? = '' OR instr(folded(v.title || char(10) || d.id), ?) > 0)"


def _row(row: tuple[Any, ...]) -> DocumentRow:
    try:
        return DocumentRow._make([*row[:5], json.loads(row[5]), *row[6:]])
    except ValueError as error:
        raise StorageDamaged(
            f"Document {row[1]!r} of the catalog is damaged.", field="SOURCELINE_HOME", hint=REMEDY
        ) from error


def show(db: sqlite3.Connection, collection: Collection, id: str) -> DocumentRow:
    """The document `id`.  Raises `NotFound`."""
    row = db.execute(f"{_DOCUMENT} WHERE d.collection = ? AND d.id = ?", (collection.key, id)).fetchone()
    if row is None:
        raise NotFound(
            f"There is no document {id[:200]!r} in collection {collection.name!r}.",
            field="id",
            hint="GET /v1/documents lists the documents.",
        )
    return _row(row)


def stored(db: sqlite3.Connection, collection: Collection, id: str) -> StoredDocument:
    """The document `id` with its current text, without its file.  Raises `NotFound`."""
    row = show(db, collection, id)
    fingerprint = stored_fingerprint(db, collection.key, id)
    assert fingerprint is not None
    document = Document(
        id,
        version_text(db, collection, id, row.version),
        row.title,
        row.url,
        row.published,
        row.metadata,
        row.media_type,
        file_name=row.file_name,
        places=structure.places(db, collection, id, row.version),
        language=row.language,
        modified=row.modified,
    )
    return StoredDocument(document, fingerprint)


def amend(db: sqlite3.Connection, collection: Collection, document: Document, fingerprint: str) -> int:
    """Write what is known of a document to its current version, whose text stays; returns its key."""
    row = show(db, collection, document.id)
    (version,) = db.execute("SELECT version FROM documents WHERE key = ?", (row.key,)).fetchone()
    about = (document.title, document.url, document.published, json.dumps(dict(document.metadata)))
    db.execute(
        """UPDATE versions SET title = ?, url = ?, published = ?, metadata = ?, modified = ?, language = ?
           WHERE key = ?""",
        (*about, document.modified, document.language, version),
    )
    db.execute(
        "UPDATE documents SET fingerprint = ?, updated = ? WHERE key = ?", (fingerprint, now(), row.key)
    )
    _put_attributes(db, version, document, {"modified": document.modified, "ingested": row.ingested})
    return int(version)


def page(
    db: sqlite3.Connection, collection: Collection, after: str, limit: int, named: str = ""
) -> list[DocumentRow]:
    """Up to `limit` documents with ids after `after`, if their title or id contains `named`."""
    return _listed(db, collection, "d.id > ?", "d.id", after, limit, named)


def page_before(
    db: sqlite3.Connection, collection: Collection, before: str, limit: int, named: str = ""
) -> list[DocumentRow]:
    """The last `limit` documents with ids before `before`, in ascending order; see `page`."""
    return _listed(db, collection, "d.id < ?", "d.id DESC", before, limit, named)[::-1]


def _listed(
    db: sqlite3.Connection, collection: Collection, bound: str, order: str, id: str, limit: int, named: str
) -> list[DocumentRow]:
    rows = db.execute(
        f"{_DOCUMENT} WHERE d.collection = ? AND {bound} {_NAMED} ORDER BY {order} LIMIT ?",
        (collection.key, id, *[folded(named)] * 2, limit),
    )
    return [_row(row) for row in rows]


def versions(db: sqlite3.Connection, document: DocumentRow) -> list[VersionRow]:
    """The versions of a document, newest first."""
    rows = db.execute(
        """SELECT v.name, v.created, length(v.text), v.key = d.version
           FROM versions v JOIN documents d ON d.key = v.document WHERE d.key = ? ORDER BY v.key DESC""",
        (document.key,),
    )
    return [VersionRow(name, created, length, bool(current)) for name, created, length, current in rows]


def version_metadata(
    db: sqlite3.Connection, collection: Collection, id: str, version: str
) -> Mapping[str, MetadataValue]:
    """The metadata of one version; none if it is gone."""
    row = db.execute(
        """SELECT v.metadata FROM versions v JOIN documents d ON d.key = v.document
           WHERE d.collection = ? AND d.id = ? AND v.name = ?""",
        (collection.key, id, version),
    ).fetchone()
    found: dict[str, MetadataValue] = json.loads(row[0]) if row else {}
    return found


def version_text(db: sqlite3.Connection, collection: Collection, id: str, version: str) -> str:
    """The text of one version.  Raises `NotFound`."""
    row = db.execute(
        """SELECT v.text FROM versions v JOIN documents d ON d.key = v.document
           WHERE d.collection = ? AND d.id = ? AND v.name = ?""",
        (collection.key, id, version),
    ).fetchone()
    if row is None:
        raise NotFound(
            f"Document {id[:200]!r} has no version {version[:64]!r} in collection {collection.name!r}.",
            field="version",
            hint="GET /v1/documents/{id} lists its versions.",
        )
    return str(row[0])


def version_media_type(db: sqlite3.Connection, collection: Collection, id: str, version: str) -> str:
    """The media type of one version's text; empty if there is no such version."""
    row = db.execute(
        """SELECT v.media_type FROM versions v JOIN documents d ON d.key = v.document
           WHERE d.collection = ? AND d.id = ? AND v.name = ?""",
        (collection.key, id, version),
    ).fetchone()
    return "" if row is None else str(row[0])


def delete(db: sqlite3.Connection, collection: Collection, id: str) -> DeletedCounts:
    """Delete a document with every version, passage and vector.  Raises `NotFound`."""
    document = show(db, collection, id)
    rows = db.execute(
        """SELECT p.id, p.removed IS NULL, length(p.sentences) / 16
           FROM passages p JOIN versions v ON v.key = p.version WHERE v.document = ?""",
        (document.key,),
    ).fetchall()
    (count,) = db.execute("SELECT count(*) FROM versions WHERE document = ?", (document.key,)).fetchone()
    files = originals.count(db, document.key)
    db.execute("DELETE FROM documents WHERE key = ?", (document.key,))
    return DeletedCounts(count, len(rows), sum(r[2] for r in rows), [r[0] for r in rows if r[1]], files)
