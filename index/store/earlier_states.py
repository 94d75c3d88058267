"""Earlier states of a collection: the versions that were current at a moment, made searchable in memory.

A version is kept until its document is deleted, with its passages, vectors and the time in which it was
current.  So an earlier state is built from the catalog alone, with the scores of an index built then.
Moments between two changes share one state.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from index.search.snapshot import Snapshot
from index.store.catalog import earlier_passages
from index.store.catalog.collections import Collection, find
from index.store.catalog.generations import GenerationId
from index.store.derived_stores import DerivedStores

#: States that are kept in memory.
MOST_STATES = 4

#: A collection, its generation, and the last change that the state has.
_Key = tuple[int, GenerationId, str]


class EarlierStates:
    """The earlier states of all collections that were asked for last.  Safe to call from many threads.

    Args:
        stores_of: Gives the derived stores of a collection.
    """

    def __init__(self, stores_of: Callable[[Collection], DerivedStores]) -> None:
        self._stores_of = stores_of
        self._states: OrderedDict[_Key, Snapshot] = OrderedDict()
        self._building = threading.Lock()
        self._using = threading.Lock()

    def at(self, current: Snapshot, moment: str) -> Snapshot:
        """The state at a moment, of the versions that `current` keeps; `current` if nothing changed since."""
        collection = current.collection
        changes = earlier_passages.changes_around(current.catalog.connection, collection, moment)
        if not changes.first_after:
            return current
        key = (collection.key, collection.generation_id, changes.last_before)
        with self._building:
            with self._using:
                state = self._states.get(key)
            if state is None:
                state = self._built(current, changes.last_before or moment)
            if find(current.catalog.connection, collection.name).generation_id == collection.generation_id:
                self._keep(key, state)
            return state

    def forget(self, collection: Collection) -> None:
        """Drop the states of a collection: a document of theirs may have been erased."""
        with self._using:
            for key in [key for key in self._states if key[0] == collection.key]:
                del self._states[key]

    def _built(self, current: Snapshot, moment: str) -> Snapshot:
        stores, collection = self._stores_of(current.collection), current.collection
        vectors = stores.vectors_in_memory(collection, moment)
        lexical = stores.lexical_in_memory(collection, moment)
        return Snapshot(current.catalog, collection, vectors, lexical, stores.columns, moment)

    def _keep(self, key: _Key, state: Snapshot) -> None:
        """Keep the state, without those of other generations of its collection and the oldest beyond four."""
        with self._using:
            for old in [old for old in self._states if old[0] == key[0] and old[1] != key[1]]:
                del self._states[old]
            self._states[key] = state
            self._states.move_to_end(key)
            while len(self._states) > MOST_STATES:
                self._states.popitem(last=False)
