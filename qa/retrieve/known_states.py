"""What was made of the words of collections, kept for the states that were asked last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from index.store.protocol import StoreGeneration

T = TypeVar("T")

#: States that are kept: of each collection its newest generation, an earlier one, what an audience sees.
MOST = 32


class KnownStates(Generic[T]):
    """Something made of each state of a collection.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[object, T] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, snapshot: StoreGeneration, make: Callable[[], T | None]) -> T | None:
        """What is known of the state of a snapshot, made if it is not; None is made again."""
        key = (snapshot.collection.key, *snapshot.state)
        with self._lock:
            known = self._known.get(key)
        if known is None and (known := make()) is not None:
            with self._lock:
                self._known[key] = known
                for old in [old for old in self._known if _is_outdated(old, key)]:
                    del self._known[old]
                while len(self._known) > MOST:
                    self._known.popitem(last=False)
        return known


def _is_outdated(old: object, new: tuple[object, ...]) -> bool:
    """Whether it is of another generation of the same collection."""
    return isinstance(old, tuple) and old[0] == new[0] and old[1] != new[1]
