"""The evidence of passages in Milvus: in their rows, or in a record of its own where a row is too small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.store.catalog.passages import StoredPassage
from index.store.milvus import records
from index.store.milvus.connection import IDS_AT_ONCE, LONGEST_TEXT, Milvus, Row, groups
from index.store.milvus.packed import packed_passage, unpacked_passages
from index.store.milvus.records import EVIDENCE, Record
from index.store.vector_codes import StoredVectors


def put(
    milvus: Milvus, passages: Sequence[StoredPassage], codes: Mapping[int, StoredVectors]
) -> dict[int, str]:
    """Write the evidence that is too long for a row; returns what stands in each row, by passage.

    Args:
        codes: Of the passages' vectors, by their ids.
    """
    found = {passage.id: packed_passage(passage, codes[passage.id]) for passage in passages}
    long = [one for one in passages if len(found[one.id].encode()) > LONGEST_TEXT]
    records.put(milvus, [Record(EVIDENCE, one.collection, one.id, "", found[one.id]) for one in long])
    return found | {one.id: "" for one in long}


def read(milvus: Milvus, rows: Sequence[Row]) -> list[tuple[Row, StoredPassage]]:
    """The passages of rows that have `id` and `evidence`, without those that were deleted meanwhile."""
    long = _records(milvus, [row["id"] for row in rows if not row["evidence"]])
    texts = [(row, text) for row in rows if (text := row["evidence"] or long.get(row["id"]))]
    passages = unpacked_passages([text for _, text in texts])
    return [(row, passage) for (row, _), passage in zip(texts, passages, strict=True)]


def _records(milvus: Milvus, ids: Sequence[int]) -> Mapping[int, str]:
    return {
        record.owner: record.value
        for some in groups(ids, IDS_AT_ONCE)
        for record in records.find(milvus, f'kind == "{EVIDENCE}" and owner in {[*some]}')
    }


def delete(milvus: Milvus, collection: int, ids: Sequence[int]) -> None:
    """Delete the records of passages."""
    records.delete(milvus, EVIDENCE, collection, ids)
