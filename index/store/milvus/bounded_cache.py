"""A cache of limited size; what was used longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """Values by key, at most `most`.  Safe to use from many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._using = threading.Lock()

    def get_all(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """The values of those keys that have one."""
        with self._using:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
            return found

    def put_all(self, values: Mapping[Key, Value]) -> None:
        """Keep these values."""
        with self._using:
            self._values.update(values)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
