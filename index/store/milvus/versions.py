"""Versions in Milvus: the text that citations refer to, with what is known of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from index.blocks import Block, BlockKind
from index.documents import MetadataValue, Span, version_name
from index.errors import NotFound, StorageDamaged
from index.places import Place, Places, PlaceStart
from index.store.catalog import REMEDY, structure
from index.store.catalog.collections import Collection
from index.store.catalog.texts import VERSION_TEXT
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


#: A document's id and the name of a version.
VersionName = tuple[str, str]


def find_versions(
    milvus: Milvus, collection: Collection, wanted: Iterable[VersionName]
) -> dict[VersionName, list[StoredVersion]]:
    """Versions, each in the documents of several sources if they have it, in order of the sources.

    Raises:
        StorageDamaged: A text is not the one that its name stands for.
    """
    names = {_name(*one): one for one in wanted}
    if not names:
        return {}
    where = f'kind == "{VERSION}" and name in {json.dumps([*names])} and collection == {collection.key}'
    found: dict[VersionName, list[StoredVersion]] = {}
    for record in _whole(milvus, where):
        one, (document_id, version) = _version(record), names[record.name]
        if version_name(one.text) != version:
            raise StorageDamaged(
                f"The text of document {document_id[:200]!r} in Milvus is not that of its version.",
                field="SOURCELINE_MILVUS_URI",
                hint="Run `qa doctor` where the catalog is: Milvus is filled again from it.",
            )
        found.setdefault((document_id, version), []).append(one)
    return {name: sorted(those, key=lambda one: one.source) for name, those in found.items()}


def _whole(milvus: Milvus, where: str) -> list[Record]:
    """The records of versions, read again where one was just being written anew."""
    for _ in range(TRIES - 1):
        try:
            return records.find(milvus, where)
        except StorageDamaged:
            continue
    return records.find(milvus, where)


def read_version(db: sqlite3.Connection, collection: Collection, key: int) -> Record:
    """The record of a version of the catalog.  Raises `StorageDamaged`."""
    document_id, source, name, text, metadata = db.execute(
        f"""SELECT d.id, s.name, v.name, {VERSION_TEXT}, v.metadata FROM versions v
           JOIN documents d ON d.key = v.document JOIN sources s ON s.key = d.source WHERE v.key = ?""",
        (key,),
    ).fetchone()
    if text is None:
        raise StorageDamaged(
            f"Version {name} of document {document_id[:200]!r} of the catalog is damaged.",
            field="SOURCELINE_HOME",
            hint=REMEDY,
        )
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
