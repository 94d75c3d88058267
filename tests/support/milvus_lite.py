"""A milvus-lite for tests: the real engine in this process, behind the client that a cluster has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store.milvus.connection import Milvus
from index.store.milvus.index import MilvusIndex
from index.store.protocol import Store
from tests.support.fakes import FakeEmbedder
from tests.support.machine import lacks


def installed() -> None:
    """Skip the test, loudly, where the extra `milvus-lite` is not installed."""
    for name in ("pymilvus", "milvus_lite"):
        try:
            __import__(name)
        except ImportError:
            lacks(f"{name} (pip install 'sourceline[milvus-lite]')")


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of a milvus-lite that the tests of a module share."""
    installed()
    return str(tmp_path_factory.mktemp("milvus") / "lite.db")


@pytest.fixture
def milvus(uri: str) -> Iterator[Milvus]:
    """Empty tables: making some takes seconds, so the tests of a module have the same ones."""
    found = Milvus(uri, prefix="test")
    empty(found)
    yield found
    found.close()


def empty(milvus: Milvus) -> None:
    """Delete every row."""
    milvus.make_tables(FakeEmbedder.dimension)
    milvus.delete(milvus.passages, "id >= 0")
    milvus.delete(milvus.records, "part >= 0")


def writer(home: Path, milvus: Milvus) -> tuple[MilvusIndex, Ingester]:
    """The index of the process that writes, and an ingester with a fake model."""
    index = MilvusIndex(home, milvus, writes=True)
    return index, Ingester(index, FakeEmbedder(), PassageSizes())


def reader(milvus: Milvus) -> MilvusIndex:
    """The index of a process that only answers: its data folder is never made."""
    return MilvusIndex(Path("/nonexistent"), milvus, writes=False)


def found(store: Store, question: str, name: str = "default", **how: Any) -> list[tuple[str, float]]:
    """Documents and scores by BM25."""
    snapshot = store.snapshot(name)
    hits = snapshot.bm25(question, 10, **how)
    stored = snapshot.fetch([hit.passage for hit in hits])
    return [(stored[hit.passage].document_id, round(hit.score, 5)) for hit in hits]
