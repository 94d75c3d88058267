"""Records in Milvus: values of any size under a key, each in as many rows as it needs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from index.store.milvus.connection import IDS_AT_ONCE, Milvus, Row, groups
from index.store.milvus.packed import packed, unpacked

HEAD, VERSION, EVIDENCE = "head", "version", "evidence"
STATISTICS, CATALOG = "statistics", "catalog"


class Record(NamedTuple):
    """A value with what it is found by.

    Args:
        kind: `HEAD`, `VERSION`, `EVIDENCE`, `STATISTICS` or `CATALOG`.
        collection: The key of the collection that it belongs to.
        owner: The key of the version or the passage, the generation of statistics, 0 for a head.
        name: What else it is looked up by.
    """

    kind: str
    collection: int
    owner: int
    name: str
    value: Any


def put(milvus: Milvus, records: Sequence[Record]) -> None:
    """Write records, in place of those with the same kind, collection and owner."""
    rows: list[Row] = []
    for record in records:
        parts = packed(record.value)
        rows += [
            {
                "key": f"{record.kind}:{record.collection}:{record.owner}:{part}",
                "kind": record.kind,
                "name": record.name,
                "collection": record.collection,
                "owner": record.owner,
                "part": part,
                "parts": len(parts),
                "data": data,
                "unused": [0.0, 0.0],
            }
            for part, data in enumerate(parts)
        ]
    _delete_longer(milvus, rows)
    milvus.upsert(milvus.records, rows)


def _delete_longer(milvus: Milvus, rows: Sequence[Row]) -> None:
    """Delete what earlier values have more than the new ones: nothing of a text that is gone may stay."""
    parts = {row["key"]: row["parts"] for row in rows if row["part"] == 0}
    for some in groups([*parts], IDS_AT_ONCE):
        there = milvus.query(milvus.records, f"key in {json.dumps([*some])}", ("key", "parts"))
        longer = [
            f"{row['key'].rpartition(':')[0]}:{part}"
            for row in there
            for part in range(parts[row["key"]], row["parts"])
        ]
        if longer:
            milvus.delete(milvus.records, f"key in {json.dumps(longer)}")


def find(milvus: Milvus, expression: str) -> list[Record]:
    """The records that an expression over their fields matches, without those of which a part is missing.

    Raises:
        StorageDamaged: The parts of one are not of one value: it is damaged, or being written.
    """
    grouped: defaultdict[tuple[str, int, int], dict[int, Row]] = defaultdict(dict)
    fields = ("kind", "collection", "owner", "name", "part", "parts", "data")
    for row in milvus.query(milvus.records, expression, fields):
        grouped[row["kind"], row["collection"], row["owner"]][row["part"]] = row
    return [
        Record(
            *where, parts[0]["name"], unpacked("".join(parts[n]["data"] for n in range(parts[0]["parts"])))
        )
        for where, parts in grouped.items()
        if 0 in parts and all(n in parts for n in range(parts[0]["parts"]))
    ]


def delete(milvus: Milvus, kind: str, collection: int, owners: Sequence[int]) -> None:
    """Delete the records of a kind with these owners."""
    for some in groups(owners, IDS_AT_ONCE):
        milvus.delete(
            milvus.records, f'kind == "{kind}" and collection == {collection} and owner in {[*some]}'
        )
