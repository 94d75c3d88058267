"""Versions in Milvus: the text that citations refer to, with what is known of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from index.blocks import Block, BlockKind
from index.documents import MetadataValue, Span, version_name
from index.errors import NotFound, StorageDamaged
from index.places import Place, Places, PlaceStart
from index.store.catalog import structure
from index.store.catalog.collections import Collection
from index.store.milvus import records
from index.store.milvus.connection import Milvus
from index.store.milvus.records import VERSION, Record

#: A version that is just being written anew is read again so often.
TRIES = 3


class StoredVersion(NamedTuple):
    """One version of one document.

    Args:
        key: Of the version in the catalog.
        source: Of its document.
        blocks: In order.
        places: In order.
    """

    key: int
    source: str
    text: str
    metadata: Mapping[str, MetadataValue]
    blocks: Sequence[Block]
    places: Places

    def blocks_of(self, span: Span) -> list[Block]:
        """The blocks that a span touches."""
        return [one for one in self.blocks if one.span.start < span.end and one.span.end > span.start]

    def places_of(self, span: Span) -> tuple[Place, Place]:
        """Where the first and the last character of a span stand; empty places where nothing is known."""
        first, last = Place(), Place()
        for start, place in self.places:
            if start <= span.start:
                first = place
            if start <= max(span.start, span.end - 1):
                last = place
        return first, last

    @staticmethod
    def missing(collection: Collection, document_id: str, version: str) -> NotFound:
        """The error that a document has no such version."""
        return NotFound(
            f"Document {document_id[:200]!r} has no version {version[:64]!r} "
            f"in collection {collection.name!r}.",
            field="version",
            hint="Ask again: it may have been replaced.",
        )


def find_version(
    milvus: Milvus, collection: Collection, document_id: str, version: str, source: str
) -> StoredVersion | None:
    """A version, checked against its name; of several sources the first if none is given.

    Raises:
        StorageDamaged: The text is not the one that its name stands for.
    """
    where = (
        f'kind == "{VERSION}" and name == "{_name(document_id, version)}" and collection == {collection.key}'
    )
    for left in reversed(range(TRIES)):
        try:
            found = [_version(record) for record in records.find(milvus, where)]
        except StorageDamaged:
            if not left:
                raise
    wanted = [one for one in found if source in ("", one.source)]
    first = min(wanted, key=lambda one: one.source, default=None)
    if first is not None and version_name(first.text) != version:
        raise StorageDamaged(
            f"The text of document {document_id[:200]!r} in Milvus is not that of its version.",
            field="SOURCELINE_MILVUS_URI",
            hint="Run `qa doctor` where the catalog is: Milvus is filled again from it.",
        )
    return first


def read_version(db: sqlite3.Connection, collection: Collection, key: int) -> Record:
    """The record of a version of the catalog."""
    document_id, source, name, text, metadata = db.execute(
        """SELECT d.id, s.name, v.name, v.text, v.metadata FROM versions v
           JOIN documents d ON d.key = v.document JOIN sources s ON s.key = d.source WHERE v.key = ?""",
        (key,),
    ).fetchone()
    where = (db, collection, document_id, name, source)
    value = {
        "source": source,
        "text": text,
        "metadata": json.loads(metadata),
        "blocks": [(*span, kind.value, *rest) for span, kind, *rest in structure.blocks(*where)],
        "places": [(start, *place) for start, place in structure.places(*where)],
    }
    return Record(VERSION, collection.key, key, _name(document_id, name), value)


def _version(record: Record) -> StoredVersion:
    value: dict[str, Any] = record.value
    return StoredVersion(
        record.owner,
        value["source"],
        value["text"],
        value["metadata"],
        [Block(Span(start, end), BlockKind(kind), *rest) for start, end, kind, *rest in value["blocks"]],
        tuple(PlaceStart(start, Place(*place)) for start, *place in value["places"]),
    )


def _name(document_id: str, version: str) -> str:
    """What a version is looked up by: a hash, for ids may be long and have any character."""
    return hashlib.blake2b(f"{version} {document_id}".encode(), digest_size=32).hexdigest()
