"""The collections as an audience sees them: searched without the documents that are hidden from it.

What it sees is one filter that holds in every search, as the filters of questions do: a bitmap for vectors,
a query for words.  What a search finds is then read through a catalog that has no row of a hidden document.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import AbstractContextManager
from threading import Lock
from typing import NamedTuple, Protocol

from index.access import Audience
from index.errors import DerivedStoreDamaged
from index.search.filters import EVERYTHING
from index.search.snapshot import Snapshot
from index.store.catalog import Catalog, collections, earlier_passages, label_sets
from index.store.catalog.generations import GenerationId
from index.store.catalog.seen_catalog import SeenCatalog
from index.store.protocol import StoreGeneration

#: Snapshots that are kept in memory: audiences that see the same documents share one.
MOST_SNAPSHOTS = 32


class _Key(NamedTuple):
    """What a snapshot shows."""

    collection: int
    generation_id: GenerationId
    moment: str
    seen: frozenset[int]


class SeenSnapshots:
    """The snapshots that audiences asked for last.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Snapshot] = OrderedDict()
        self._lock = Lock()

    def of(self, whole: Snapshot, catalog: SeenCatalog) -> Snapshot:
        """`whole` without what the audience of `catalog` does not see."""
        with catalog.reading() as db:
            used = label_sets.used_in(db, whole.collection)
            generation = collections.with_key(db, whole.collection.key).generation
        key = _Key(whole.collection.key, whole.generation_id, whole.moment, frozenset(used))
        with self._lock:
            made = self._kept.get(key)
        if made is None:
            made = self._made(whole, catalog, frozenset(used))
            self._keep(key, made)
        return made.read_through(catalog, generation)

    def _made(self, whole: Snapshot, catalog: SeenCatalog, seen: frozenset[int]) -> Snapshot:
        if label_sets.all_used_in(whole.catalog.connection, whole.collection) <= seen:
            return whole.seen_as(seen)
        only = whole.read_through(catalog).matching(EVERYTHING)
        hidden = label_sets.versions_without(whole.catalog.connection, whole.collection, seen)
        if len(hidden) < only.matches:  # the shorter list is searched faster
            only = only._replace(versions=whole.lexical.without_versions(hidden))
        return whole.seen_as(seen, only)

    def _keep(self, key: _Key, made: Snapshot) -> None:
        with self._lock:
            for old in [old for old in self._kept if _is_outdated(old, key)]:
                del self._kept[old]
            self._kept[key] = made
            while len(self._kept) > MOST_SNAPSHOTS:
                self._kept.popitem(last=False)

    def forget(self, collection: int) -> None:
        """Drop those of the collection with this key."""
        with self._lock:
            for key in [key for key in self._kept if key.collection == collection]:
                del self._kept[key]


def _is_outdated(old: _Key, new: _Key) -> bool:
    return old.collection == new.collection and old.generation_id != new.generation_id


class AllCollections(Protocol):
    """The collections of a data folder, of which an audience sees some."""

    catalog: Catalog
    seen_snapshots: SeenSnapshots

    def snapshot(self, name: str) -> Snapshot: ...

    def snapshot_as_of(self, name: str, moment: str) -> Snapshot: ...

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None: ...


class SeenCollections:
    """The collections of a data folder as an audience sees them; to be searched and read only.

    Args:
        whole: All there is.
        audience: Who asks.
    """

    def __init__(self, whole: AllCollections, audience: Audience) -> None:
        self._whole = whole
        self.catalog = SeenCatalog(whole.catalog, audience)

    def snapshot(self, name: str) -> Snapshot:
        """The newest published generation of a collection.  Raises as `SearchableCollections.snapshot`."""
        return self._whole.seen_snapshots.of(self._whole.snapshot(name), self.catalog)

    def snapshot_as_of(self, name: str, moment: str) -> Snapshot:
        """The versions that were current at a moment, ISO 8601.  Raises as `snapshot`."""
        return self._whole.seen_snapshots.of(self._whole.snapshot_as_of(name, moment), self.catalog)

    def reading(self) -> AbstractContextManager[object]:
        """One view of the catalog for all that a question reads."""
        return self.catalog.reading()

    def first_change(self, snapshot: StoreGeneration) -> str:
        """When the oldest version that is seen of a collection became current; empty if none is."""
        return earlier_passages.first_valid(self.catalog.connection, snapshot.collection)

    def recover(self, name: str, damage: DerivedStoreDamaged) -> None:
        """Handle damage that a search found.  Raises `DerivedStoreDamaged`."""
        self._whole.recover(name, damage)
