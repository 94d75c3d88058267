"""Answers to questions that are asked again, kept as the bytes that were sent.

What makes an answer is in its key: the request, what its sender may see, and the generation of each
collection that is searched.  So an answer of an earlier generation, or of another's rights, is never found;
settings and models do not change while a process runs.  A write drops what it made stale, so that nothing of
an erased document stays in memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from index.errors import NotFound
from index.store.catalog import Catalog, collections, label_sets
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from qa.schemas import Query

MEGABYTE = 1_000_000
#: What an answer takes beside its bytes and those of its question.
OVERHEAD = 1_000
#: The keys of collections with their generations.
Generations = tuple[tuple[int, GenerationId], ...]


class AnswerKey(NamedTuple):
    """What makes an answer.

    Args:
        kind: The class of the query, of which each has an answer of its own kind.
        request: All fields of the query.
        rights: What the sender may see.
        generations: Of the collections that are searched, in order.
    """

    kind: str
    request: str
    rights: Hashable
    generations: Generations

    @property
    def size(self) -> int:
        """Bytes, about."""
        return OVERHEAD + 2 * len(self.request)


class Made(NamedTuple):
    """A response.

    Args:
        json: As it is sent.
        level: That of an answer; empty of a search.
    """

    json: bytes
    level: str = ""


def key_of(catalog: Catalog, query: Query, rights: Hashable, sees_all: bool) -> AnswerKey | None:
    """The key of the answer to `query` now; None where a collection is not there, or nothing may be kept.

    A write that the sender may not see makes a kept answer stale, too, and would show by that.  So nothing
    is kept for who does not see all of a collection that has, or had, documents with labels.
    """
    try:
        found = [collections.find(catalog.connection, name) for name in query.searched]
    except NotFound:
        return None
    if not sees_all and any(_has_labels(catalog, one) for one in found):
        return None
    return AnswerKey(
        type(query).__name__,
        query.model_dump_json(),
        rights,
        tuple((one.key, one.generation_id) for one in found),
    )


def _has_labels(catalog: Catalog, collection: Collection) -> bool:
    used = label_sets.used_in(catalog.connection, collection)
    return any(one != label_sets.NO_LABELS for one in used)


def _newest(catalog: Catalog, keys: Iterable[int]) -> Iterator[tuple[int, GenerationId]]:
    """The newest generations of those collections that are still there."""
    for key in keys:
        with suppress(NotFound):
            yield key, collections.with_key(catalog.connection, key).generation_id


class AnswerCache:
    """The answers that were given last.  Safe to use from many threads.

    Args:
        megabytes: How much is kept; 0 keeps nothing.
    """

    def __init__(self, megabytes: int) -> None:
        self._most = megabytes * MEGABYTE
        self._kept: OrderedDict[AnswerKey, Made] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes that are kept, about."""
        return self._size

    def get(self, key: AnswerKey) -> Made | None:
        """The answer; None if it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: AnswerKey, answer: Made) -> None:
        """Keep an answer, in place of those not asked for longest; not one that is larger than all."""
        size = key.size + len(answer.json)
        if size > self._most:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = answer
            self._size += size
            while self._size > self._most:
                self._drop(next(iter(self._kept)))

    def drop_stale(self, catalog: Catalog) -> None:
        """Drop the answers of every generation but the newest of its collection."""
        with self._lock:
            kept = [*self._kept]
        if not kept:
            return
        newest = set(_newest(catalog, {collection for key in kept for collection, _ in key.generations}))
        stale = [key for key in kept if not newest.issuperset(key.generations)]
        with self._lock:
            for key in stale:
                self._drop(key)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _drop(self, key: AnswerKey) -> None:
        answer = self._kept.pop(key, None)
        if answer is not None:
            self._size -= key.size + len(answer.json)
