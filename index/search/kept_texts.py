"""The texts of versions that were looked at last: to read and hash one takes 10 ms a megabyte."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

#: Characters of all texts that are kept; each counts for so many more, which is what it takes beside them.
MOST, BESIDE = 16_000_000, 500


class KeptTexts:
    """Texts of one generation, which goes when a document is erased, and they with it.

    Safe to use from many threads.
    """

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._size = 0
        self._using = threading.Lock()

    def get(self, document_id: str, version: str, read: Callable[[], str]) -> str:
        """The text of a version; `read` gives it where it is not kept."""
        key = document_id, version
        with self._using:
            if (kept := self._texts.get(key)) is not None:
                self._texts.move_to_end(key)
                return kept
        text = read()
        self.keep(document_id, version, text)
        return text

    def keep(self, document_id: str, version: str, text: str) -> None:
        """Keep the text of a version for a while."""
        key = document_id, version
        with self._using:
            if key in self._texts or len(text) + BESIDE > MOST:
                return
            self._texts[key] = text
            self._size += len(text) + BESIDE
            while self._size > MOST:
                _, oldest = self._texts.popitem(last=False)
                self._size -= len(oldest) + BESIDE
