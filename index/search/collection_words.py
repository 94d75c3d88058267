"""The words of a collection's live passages, with how often each is written.

They are read at first use and kept in memory for one generation: from the texts, about half a second for
10,000 passages, or where a store keeps those of a large collection, from there.  A generation that only adds
passages goes on from the one before; nothing of an erased document is kept.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from index.errors import NotFound
from index.language.abbreviations import explained_abbreviations
from index.store.catalog.generations import GenerationId
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


class WordsAt(NamedTuple):
    """The words of the passages of a generation."""

    words: CollectionWords
    generation_id: GenerationId


class WordsOnce:
    """The words of one generation, read once, whichever thread asks first.

    Args:
        newest: Gives them, perhaps of a later generation; None where they are read from the texts.
    """

    def __init__(self, newest: Callable[[], WordsAt] | None = None) -> None:
        self._newest = newest
        self._lock = threading.Lock()
        #: What `newest` gave.
        self.known: WordsAt | None = None
        self._words: CollectionWords | None = None

    def get(self, texts: Callable[[], Iterable[Indexable]]) -> CollectionWords:
        """The words.

        Args:
            texts: Gives the passages.
        """
        with self._lock:
            if self._words is None:
                if self._newest is None:
                    self._words = words_of(texts())
                else:
                    self.known = self._newest()
                    self._words, self._newest = self.known.words, None
            return self._words

    def get_soon(
        self, texts: Callable[[], Iterable[Indexable]], done: Callable[[], None]
    ) -> CollectionWords | None:
        """The words; None while another thread reads them.

        Args:
            texts: As for `get`; called on that thread.
            done: Called on that thread at its end.
        """
        if self._words is not None or self._lock.locked():
            return self._words

        def read() -> None:
            try:
                with suppress(NotFound):  # the collection was deleted meanwhile
                    self.get(texts)
            finally:
                done()

        threading.Thread(target=read, name="words", daemon=True).start()
        return None
