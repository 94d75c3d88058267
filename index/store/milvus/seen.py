"""What an audience sees of an index in Milvus: everything, for no document with labels is written there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from index.access import Audience
from index.errors import DerivedStoreDamaged
from index.store.catalog import Catalog
from index.store.milvus.generation import MilvusGeneration
from index.store.protocol import StoreGeneration
from index.store.seen_collections import SeenCollections, SeenSnapshots


class MilvusCollections(Protocol):
    """The collections in Milvus."""

    catalog: Catalog
    seen_snapshots: SeenSnapshots

    def snapshot(self, name: str) -> MilvusGeneration: ...

    def snapshot_as_of(self, name: str, moment: str) -> MilvusGeneration: ...

    def first_change(self, snapshot: StoreGeneration) -> str: ...

    def reading(self) -> AbstractContextManager[object]: ...

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None: ...


class SeenMilvus(SeenCollections):
    """An index in Milvus for an audience: it is searched whole, and the catalog read through its views.

    Args:
        whole: The index.
        audience: Who asks.
    """

    def __init__(self, whole: MilvusCollections, audience: Audience) -> None:
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
