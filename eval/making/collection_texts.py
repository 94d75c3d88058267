"""The current texts of a collection of the local index, with their blocks."""

from __future__ import annotations

from eval.making.made import SourceText
from index.documents import normalise
from index.errors import InvalidInput
from index.ingest.formats.registry import for_media_type
from index.store.catalog import documents as rows
from index.store.catalog import structure
from index.store.catalog.collections import find
from index.store.catalog.document_list import page
from qa.service import Service

PAGE = 200


def collection_texts(service: Service, collection: str) -> list[SourceText]:
    """The documents of a collection, by id.

    Left out are those in other languages than English, which is all that the ways of making know, and those
    whose id another source uses too: gold names documents by id alone.

    Raises:
        NotFound: There is no such collection.
        InvalidInput: It has no documents.
    """
    found: dict[str, list[SourceText]] = {}
    with service.index.catalog.reading() as db:
        where = find(db, collection)
        after = ""
        while listed := page(db, where, after, PAGE):
            for row in listed:
                if row.language not in ("", "en"):
                    continue
                text = rows.version_text(db, where, row.id, row.version)
                blocks = structure.blocks(db, where, row.id, row.version, row.source)
                kept = blocks or for_media_type(row.media_type).blocks(normalise(text))
                one = SourceText(row.id, row.version, row.title, text, kept)
                found.setdefault(row.id, []).append(one)
            after = f"{listed[-1].id}\t{listed[-1].source}"
    texts = [ones[0] for ones in found.values() if len(ones) == 1]
    if not texts:
        raise InvalidInput(
            f"Collection {collection!r} has no documents in English.",
            field="--collection",
            hint="Ingest some first.",
        )
    return texts
