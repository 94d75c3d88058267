"""Filters in Milvus mean what they mean in the embedded index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from index.documents import Document
from index.ingest.ingester import Ingester
from index.search.snapshot import Snapshot
from index.store.milvus.connection import Milvus
from index.store.milvus.filter_expression import expression
from index.store.milvus.generation import MilvusGeneration
from tests.support.fakes import FakeEmbedder
from tests.support.milvus_lite import milvus, uri, writer
from tests.support.two_documents import open_index

__all__ = ["milvus", "uri"]

ODD = "a \"quoted\" 100%_\\ 'word' {x} Ünïcode"
METADATA: list[dict[str, Any]] = [
    {},
    {"n": 1, "tags": ["red", "blue"]},
    {"n": 2.5, "tags": ["Red"]},
    {"n": 2**53 + 1, "tags": []},
    {"n": "1", "ok": True},
    {"n": [1, 5], "ok": False},
    {"n": None, "name": ODD},
    {"n": -3, "published": "a metadata key"},
    {"n": 1.0, "name": "abc"},
]
DOCUMENTS = [
    Document(
        f"d{n}",
        f"Document {n} speaks of wax.",
        metadata=metadata,
        published=["", "2024-05-04", "2024-05-04T10:00:00Z", "2025-01-01"][n % 4],
        language=["en", "de", ""][n % 3],
    )
    for n, metadata in enumerate(METADATA)
]
FILTERS: list[dict[str, Any]] = [
    {"n": 1},
    {"n": 1.0},
    {"n": "1"},
    {"n": True},
    {"ok": True},
    {"n": None},
    {"n": [1, 2.5]},
    {"n": {"$in": [5, "1"]}},
    {"n": {"$nin": [1, 5]}},
    {"n": {"$ne": 1}},
    {"n": {"$gte": 2}},
    {"n": {"$gt": 1, "$lt": 5}},
    {"n": {"$lte": -3}},
    {"n": {"$gt": 2**53}},
    {"n": {"$not": {"$gte": 2}}},
    {"n": {"$gte": "1"}},
    {"name": {"$gte": "abc"}},
    {"name": {"$gt": 'a "'}},
    {"name": ODD},
    {"name": {"$contains": "100%_\\"}},
    {"name": {"$contains": '"QUOTED"'}},
    {"name": {"$contains": "b%c"}},
    {"name": {"$contains": "ünï"}},
    {"tags": "red"},
    {"tags": {"$contains": "RED"}},
    {"tags": {"$exists": True}},
    {"tags": {"$exists": False}},
    {"metadata.published": "a metadata key"},
    {"published": "2024-05-04"},
    {"published": {"$gte": "2024-05-04T10:00:00Z"}},
    {"published": {"$gt": "2024-05-04"}},
    {"published": {"$lt": "2025-01-01"}},
    {"published": {"$lte": "2024-05-04"}},
    {"published": {"$in": ["2025-01-01", "2024-05-04"]}},
    {"language": "de"},
    {"document_id": {"$in": ["d1", "d4", "none"]}},
    {"source": {"$ne": "api"}},
    {"$or": [{"n": 1}, {"ok": {"$exists": True}}]},
    {"$and": [{"n": {"$gte": 1}}, {"$not": {"tags": "red"}}]},
    {"$not": {"$or": [{"n": 1}, {"n": None}]}},
    {"nowhere": 5},
    {"n": 1, "tags": "blue"},
]


@pytest.fixture(scope="module")
def both(uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MilvusGeneration, Snapshot]]:
    folder = tmp_path_factory.mktemp("filters")
    tables = Milvus(uri, prefix="filters")
    index, ingester = writer(folder / "milvus", tables)
    embedded, other = open_index(folder / "embedded")
    for one in (ingester, other):
        add(one)
    yield index.snapshot("default"), embedded.snapshot("default")
    tables.close()


def add(ingester: Ingester) -> None:
    ingester.add("default", DOCUMENTS)


def matching(snapshot: MilvusGeneration | Snapshot, filters: dict[str, Any]) -> set[str]:
    vector = FakeEmbedder().embed_questions(["wax"])[0].whole
    only = snapshot.filter(filters)
    hits = snapshot.dense(vector, len(DOCUMENTS), only)  # type: ignore[arg-type]
    assert {hit.passage for hit in snapshot.bm25("wax", 99, only)} == {hit.passage for hit in hits}  # type: ignore[arg-type]
    return {passage.document_id for passage in snapshot.fetch([hit.passage for hit in hits]).values()}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_filter_matches_the_same_documents(
    both: tuple[MilvusGeneration, Snapshot], filters: dict[str, Any]
) -> None:
    in_milvus, embedded = both
    assert matching(in_milvus, filters) == matching(embedded, filters)
    mine, its = in_milvus.filter(filters), embedded.filter(filters)
    assert mine is not None
    assert its is not None
    assert mine.warnings == its.warnings


def test_no_text_of_a_user_can_end_an_expression() -> None:
    hostile = '") or id > 0 or ("'
    made = expression({hostile: hostile, "x": {"$contains": hostile}, "y": {"$gte": hostile}})
    outside_texts = re.sub(r'"(?:[^"\\]|\\.)*"', "", made)
    assert " or " in made
    assert " or " not in outside_texts


def test_the_filters_tell_documents_apart(both: tuple[MilvusGeneration, Snapshot]) -> None:
    found = [frozenset(matching(both[1], filters)) for filters in FILTERS]
    assert len({*found}) > 20
