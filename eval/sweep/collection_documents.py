"""The documents of a collection as they were given, to be cut in another way."""

from __future__ import annotations

import sqlite3

from index.documents import Document
from index.errors import InvalidInput
from index.store.catalog import documents as rows
from index.store.catalog import structure
from index.store.catalog.collections import Collection, find
from index.store.catalog.document_list import cursor, page
from index.store.catalog.documents import DocumentRow
from qa.service import Service

PAGE = 200


def collection_documents(service: Service, collection: str) -> list[Document]:
    """The current documents with their sources, by id.

    Raises:
        NotFound: There is no such collection.
        InvalidInput: It has no documents.
    """
    found: list[Document] = []
    with service.index.catalog.reading() as db:
        where = find(db, collection)
        after = ""
        while listed := page(db, where, after, PAGE):
            found += [_document(db, where, row) for row in listed]
            after = cursor(listed[-1])
    if not found:
        raise InvalidInput(
            f"Collection {collection!r} has no documents.", field="--collection", hint="Ingest some first."
        )
    return found


def _document(db: sqlite3.Connection, collection: Collection, row: DocumentRow) -> Document:
    return Document(
        id=row.id,
        text=rows.version_text(db, collection, row.id, row.version),
        title=row.title,
        url=row.url,
        published=row.published,
        metadata=row.metadata,
        media_type=row.media_type,
        file_name=row.file_name,
        places=structure.places(db, collection, row.id, row.version, row.source),
        language=row.language,
        modified=row.modified,
        source=row.source,
    )
