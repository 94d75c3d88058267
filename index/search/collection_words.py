"""The words of a collection's live passages, with how often each is written.

They are read from the catalog at first use, about half a second for 10,000 passages, and kept in memory
for one generation.  A generation that only adds passages goes on from the one before; nothing of an
erased document is kept.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from index.language.abbreviations import explained_abbreviations
from index.store.catalog.passages import Indexable

_WORD = re.compile(r"[^\W\d_]+")


class CollectionWords(NamedTuple):
    """What the passages of a collection are written with.

    Args:
        counts: How often each word occurs, case-folded, title and headings counted in.
        abbreviations: The long forms that texts give of an abbreviation, as written, with how often.
    """

    counts: Mapping[str, int]
    abbreviations: Mapping[str, Mapping[str, int]]


def words_of(texts: Iterable[Indexable], before: CollectionWords | None = None) -> CollectionWords:
    """The words of passages, added to those of earlier ones."""
    counts = Counter(before.counts if before else {})
    found = {short: Counter(longs) for short, longs in before.abbreviations.items()} if before else {}
    for passage in texts:
        whole = "\n".join([*passage.context, passage.text])
        counts.update(_WORD.findall(whole.casefold()))
        for short, long in explained_abbreviations(whole):
            found.setdefault(short, Counter())[long] += 1
    return CollectionWords(counts, found)


class WordsOnce:
    """The words of one generation, read once, whichever thread asks first.

    Args:
        before: The words of an earlier generation of which no passage was removed since; None if they were
            not read.
        generation: The number of that generation, 0 if there are none.
    """

    def __init__(self, before: CollectionWords | None = None, generation: int = 0) -> None:
        self._before = before
        self._generation = generation if before else 0
        self._lock = threading.Lock()
        self.read: CollectionWords | None = None

    def get(self, texts_since: Callable[[int], Iterable[Indexable]]) -> CollectionWords:
        """The words.

        Args:
            texts_since: Gives the passages that were added after a generation.
        """
        with self._lock:
            if self.read is None:
                self.read = words_of(texts_since(self._generation), self._before)
                self._before = None
            return self.read

    def get_soon(
        self, texts_since: Callable[[int], Iterable[Indexable]], done: Callable[[], None]
    ) -> CollectionWords | None:
        """The words; None while another thread reads them.

        Args:
            texts_since: As for `get`; called on that thread.
            done: Called on that thread at its end.
        """
        if self.read is not None or self._lock.locked():
            return self.read

        def read() -> None:
            try:
                self.get(texts_since)
            finally:
                done()

        threading.Thread(target=read, name="words", daemon=True).start()
        return None
