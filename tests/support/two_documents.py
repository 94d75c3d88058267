"""Two short documents, and an index to put them into."""

from __future__ import annotations

from pathlib import Path

from index.documents import Document
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder

TROOPS = Document(
    "troops", "Up to 12,000 troops were sent. Artillery shelled them in Kursk.", "Kursk", metadata={"n": 1}
)
METAL = Document(
    "metal", "Tungsten boils at 5,930 degrees. It is used in lamps.", "Tungsten", metadata={"n": 2}
)


def open_index(home: Path, embedder: FakeEmbedder | None = None) -> tuple[PassageIndex, Ingester]:
    """The index in a data folder, and an ingester that writes to it with a fake model."""
    index = PassageIndex(home)
    return index, Ingester(index, embedder or FakeEmbedder(), PassageSizes())
