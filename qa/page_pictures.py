"""Pictures of PDF pages: made when somebody looks at them, and kept in memory for the next look."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

#: Bytes of all pictures that are kept.
MAX_BYTES = 32_000_000

#: The collection, source, document, and version of a page, and its number.
PageName = tuple[str, str, str, str, int]


class PagePictures:
    """The pictures that were looked at last.  Safe to use from many threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[PageName, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._cleared = 0

    def get(self, name: PageName, make: Callable[[], bytes]) -> bytes:
        """The picture of a page; `make` makes it where it is not kept."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
            cleared = self._cleared
        picture = make()
        with self._lock:
            # A document that was deleted meanwhile leaves no picture.
            if cleared == self._cleared and len(picture) <= self._max_bytes:
                self._kept[name] = picture
                while sum(map(len, self._kept.values())) > self._max_bytes:
                    self._kept.popitem(last=False)
        return picture

    def clear(self) -> None:
        """Forget all pictures, because one of their documents was deleted."""
        with self._lock:
            self._kept.clear()
            self._cleared += 1
