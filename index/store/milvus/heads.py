"""Heads: for each collection one record that says which generation is published.

It is the last thing that a write of a generation writes, in one row, so readers see a generation whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from index.store.catalog.collections import Collection
from index.store.milvus import records
from index.store.milvus.connection import Milvus
from index.store.milvus.records import HEAD, Record


class Head(NamedTuple):
    """What is published of a collection.

    Args:
        collection: At the published generation.
        statistics: The tokens of the generations whose statistics make up its own.
        model: The identity of the model that made the vectors.
        moment: ISO 8601; the catalog's documents that were updated since may differ from what is published.
    """

    collection: Collection
    statistics: Sequence[str]
    model: Mapping[str, Any]
    moment: str


def put(milvus: Milvus, head: Head) -> None:
    """Publish."""
    records.put(milvus, [Record(HEAD, head.collection.key, 0, HEAD, head._asdict())])


def with_key(milvus: Milvus, key: int) -> Head | None:
    """The head of the collection with this key in the catalog."""
    found = records.find(milvus, f'name == "{HEAD}" and collection == {key}')
    return _head(found[0]) if found else None


def all_heads(milvus: Milvus) -> list[Head]:
    """The heads of all collections."""
    return [_head(record) for record in records.find(milvus, f'name == "{HEAD}"')]


def delete(milvus: Milvus, key: int) -> None:
    """Publish nothing of a collection any more."""
    records.delete(milvus, HEAD, key, [0])


def _head(record: Record) -> Head:
    value = record.value
    return Head(Collection(*value["collection"]), value["statistics"], value["model"], value["moment"])
