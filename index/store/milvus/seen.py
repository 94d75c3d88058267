"""What an audience sees of an index in Milvus: everything, for no document with labels is written there."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from index.access import Audience
from index.errors import DerivedStoreDamaged, NotSupported
from index.store.catalog.collections import Collection
from index.store.milvus.generation import MilvusGeneration
from index.store.protocol import StoreGeneration
from index.store.seen_collections import SeenCollections

if TYPE_CHECKING:
    from index.store.milvus.index import MilvusIndex


def check_unlabelled(db: sqlite3.Connection, collection: Collection) -> None:
    """Check that no document of a collection has labels.  Raises `NotSupported`."""
    row = db.execute(
        "SELECT id FROM documents WHERE collection = ? AND access != 0 LIMIT 1", (collection.key,)
    ).fetchone()
    if row is not None:
        raise NotSupported(
            f"Document {row[0]!r} would have labels, which Milvus does not keep.",
            field="access",
            hint="Keep documents with labels in the embedded store, or in a collection with keys of its own.",
        )


class SeenMilvus(SeenCollections):
    """An index in Milvus for an audience: it is searched whole, and the catalog read through its views.

    Args:
        whole: The index.
        audience: Who asks.
    """

    def __init__(self, whole: MilvusIndex, audience: Audience) -> None:
        super().__init__(whole, audience)  # type: ignore[arg-type]
        self._milvus = whole

    def snapshot(self, name: str) -> MilvusGeneration:  # type: ignore[override]
        """The newest published generation of a collection.  Raises as `MilvusIndex.snapshot`."""
        return self._milvus.snapshot(name)

    def snapshot_as_of(self, name: str, moment: str) -> MilvusGeneration:  # type: ignore[override]
        """Raises `NotSupported`."""
        return self._milvus.snapshot_as_of(name, moment)

    def first_change(self, snapshot: StoreGeneration) -> str:
        """Not known: no earlier state can be asked for."""
        return self._milvus.first_change(snapshot)

    def reading(self) -> AbstractContextManager[object]:
        """Nothing is held: a generation stays readable until it is replaced twice."""
        return self._milvus.reading()

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None:
        """Milvus mends its own files."""
        self._milvus.recover(name, damage)
