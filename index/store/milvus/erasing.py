"""Delete from Milvus, and see that it is gone.

Passages are deleted last: as long as one is there, what else belongs to it is found again after a kill.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import StorageUnusable
from index.store.milvus import evidence, heads, records
from index.store.milvus.connection import IDS_AT_ONCE, NEVER, Milvus, groups
from index.store.milvus.heads import Head
from index.store.milvus.records import STATISTICS, VERSION


def erase(milvus: Milvus, collection: int, ids: Sequence[int]) -> None:
    """Delete passages of a collection, and the versions that no other passage is of.

    Raises:
        StorageUnusable: Milvus still has some of them.
    """
    leaving = {*ids}
    for some in groups(sorted(leaving), IDS_AT_ONCE):
        versions = {row["version"] for row in milvus.with_ids(some, ("version",))}
        around = milvus.query(milvus.passages, f"version in {sorted(versions)}", ("id", "version"))
        kept = {row["version"] for row in around if row["id"] not in leaving}
        records.delete(milvus, VERSION, collection, sorted(versions - kept))
        evidence.delete(milvus, collection, some)
        _delete(milvus, milvus.passages, f"id in {[*some]}")


def clear(milvus: Milvus, head: Head) -> None:
    """Delete what no reader of the published generation needs, and what an unfinished write left."""
    key, published = head.collection.key, head.collection.generation
    stale = f"collection == {key} and (added > {published} or removed <= {published})"
    erase(milvus, key, [row["id"] for row in milvus.query(milvus.passages, stale, ("id",))])
    delete_statistics(milvus, head)
    # A kill may have left passages marked as gone that are not.
    marked = milvus.query(milvus.passages, f"collection == {key} and removed < {NEVER}", ("id",))
    milvus.upsert(milvus.passages, [{"id": row["id"], "removed": NEVER} for row in marked], partial=True)


def delete_statistics(milvus: Milvus, head: Head) -> None:
    """Delete the statistics of a collection but those of its head."""
    key = head.collection.key
    where = f'kind == "{STATISTICS}" and collection == {key} and part == 0'
    rows = milvus.query(milvus.records, where, ("owner", "name"))
    records.delete(
        milvus, STATISTICS, key, [row["owner"] for row in rows if row["name"] not in head.statistics]
    )


def forget(milvus: Milvus, collection: int) -> None:
    """Delete all that is kept of a collection.  Raises as `erase`."""
    heads.delete(milvus, collection)
    for table in (milvus.passages, milvus.records):
        _delete(milvus, table, f"collection == {collection}")


def _delete(milvus: Milvus, table: str, expression: str) -> None:
    milvus.delete(table, expression)
    if left := milvus.count(table, expression):
        raise StorageUnusable(
            f"Milvus still has {left} rows that were to be deleted.",
            field="SOURCELINE_MILVUS_URI",
            hint="Delete it again: nothing was acknowledged.",
        )
