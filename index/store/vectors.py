"""The vector index of one generation: exact while that is fast, then approximate; filtered inside the search.

A FAISS index must not be searched while it changes, so a `VectorIndex` never changes.  A new generation is a
new `VectorIndex` that shares the large base segment with the old one and has its own small exact segments and
bitmap.  Up to `EXACT_UP_TO` vectors the base is exact, and written anew when the small segments are a quarter
of it.  A larger base is approximate, and made beside the searches (`derived_stores.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.store import derived_files
from index.store.catalog.generations import GenerationId
from index.store.derived_files import Build, DerivedFiles
from index.store.erasable_file import ErasableFile
from index.store.vector_segments import Bits, Ids, Segment, lists_for

__all__ = ["Bits", "Hit", "VectorIndex", "bitmap", "hits_of"]

#: The name of the file of a build; the files of earlier releases have another one.
FILE = "base.column"
#: Up to so many vectors, a search is exact: it takes 2 ms (docs/vectors.md).
EXACT_UP_TO = 50_000
#: Small segments are merged into the base when they have this many vectors and a quarter as many as the
#: base, or the most that they may have.
MAX_TAIL_VECTORS, MOST_TAIL_VECTORS = 2048, 25_000
#: An approximate base is learnt anew when it should have so many times as many lists.
OUTGROWN = 1.5


class Hit(NamedTuple):
    """A passage and its score at one stage; higher is better."""

    passage: int
    score: float


def hits_of(ids: Ids | Sequence[int], scores: NDArray[np.floating] | Sequence[float]) -> list[Hit]:
    """Passages with their scores, best first, ties by id."""
    ids, scores = np.asarray(ids, np.int64), np.asarray(scores)
    order = np.lexsort((ids, -scores))
    return [*map(Hit, ids[order].tolist(), scores[order].tolist())]


def bitmap(ids: Ids | Sequence[int], size: int) -> Bits:
    """A bit for each of `size` ids, little-endian, set for those in `ids`."""
    flags = np.zeros(size, dtype=bool)
    flags[np.asarray(ids, dtype=np.int64)] = True
    return np.packbits(flags, bitorder="little")


@dataclass(frozen=True)
class VectorIndex:
    """One generation of a collection's vectors: immutable segments and a bitmap of live passages.

    Args:
        generation_id: The generation that it reflects.
        dimension: Length of every vector.
        base: The large segment.
        tail: Small exact segments with what came since the base was built, the larger ones first.
        live: A bit for each passage id, set for live passages.
    """

    generation_id: GenerationId
    dimension: int
    base: Segment
    tail: tuple[Segment, ...]
    live: Bits

    @classmethod
    def build(
        cls, generation_id: GenerationId, ids: Ids, vectors: NDArray[np.float16], dimension: int
    ) -> VectorIndex:
        """Index `vectors`, shape `(len(ids), dimension)`, exactly."""
        size = int(ids.max()) + 1 if len(ids) else 0
        return cls(generation_id, dimension, Segment.exact(ids, vectors, dimension), (), bitmap(ids, size))

    def __len__(self) -> int:
        return int(np.bitwise_count(self.live).sum())

    @property
    def tail_vectors(self) -> int:
        """How many vectors the small segments have."""
        return sum(segment.ntotal for segment in self.tail)

    def advanced(
        self,
        generation_id: GenerationId,
        added: Ids,
        vectors: NDArray[np.float16],
        removed: Sequence[int],
    ) -> VectorIndex:
        """The next generation: with `added` passages and their `vectors`, without the `removed` ones."""
        size = max(len(self.live) * 8, int(added.max()) + 1 if len(added) else 0)
        flags = _flags(self.live, size)
        flags[added] = True
        flags[[id for id in removed if id < size]] = False
        live = np.packbits(flags, bitorder="little")
        tail = list(self.tail)
        if len(added):
            tail.append(Segment.exact(added, vectors.reshape(len(added), self.dimension), self.dimension))
        while len(tail) > 1 and tail[-2].ntotal <= 2 * tail[-1].ntotal:
            tail[-2:] = [_merged(tail[-2:], flags, self.dimension)]
        found = VectorIndex(generation_id, self.dimension, self.base, tuple(tail), live)
        return found._in_one() if found._tail_is_long and not found.is_large else found

    @property
    def _tail_is_long(self) -> bool:
        least = max(MAX_TAIL_VECTORS, min(self.base.ntotal // 4, MOST_TAIL_VECTORS))
        return self.tail_vectors >= least

    @property
    def is_large(self) -> bool:
        """Whether its base is made, and saved, beside the searches."""
        return self.base.ntotal + self.tail_vectors > EXACT_UP_TO

    def _in_one(self) -> VectorIndex:
        flags = _flags(self.live, len(self.live) * 8)
        return replace(self, base=_merged([self.base, *self.tail], flags, self.dimension), tail=())

    # Large ones --------------------------------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """Whether it is to get another base, which is made beside the searches."""
        return self.is_large and (self._tail_is_long or self.base.is_exact)

    def next_base(self) -> Segment:
        """An approximate base with all that is alive and nothing else; takes seconds to minutes."""
        flags = _flags(self.live, len(self.live) * 8)
        if not self.base.is_exact and lists_for(len(self)) <= OUTGROWN * self.base.lists:
            return self.base.extended(flags, *_contents(self.tail, flags, self.dimension))
        return Segment.learnt(*_contents([self.base, *self.tail], flags, self.dimension))

    def with_base(self, base: Segment) -> VectorIndex:
        """The same generation over a base that was made of an earlier one: what it lacks goes to the tail."""
        flags = _flags(self.live, max(len(self.live) * 8, int(base.ids().max(initial=-1)) + 1))
        flags[base.ids()] = False
        ids, vectors = _contents([self.base, *self.tail], flags, self.dimension)
        tail = (Segment.exact(ids, vectors, self.dimension),) if len(ids) else ()
        return replace(self, base=base, tail=tail)

    # Searching ---------------------------------------------------------------------------------------------

    def search(self, query: NDArray[np.float32], k: int, allowed: Bits | None = None) -> list[Hit]:
        """The `k` live passages nearest to `query`, shape `(dimension,)`, best first, ties by id.

        Args:
            allowed: A bit for each passage id.  The filter is applied inside the search, so there are `k`
                hits if enough passages match.
        """
        live = self.live
        if allowed is not None:
            size = min(len(live), len(allowed))
            live = live[:size] & allowed[:size]
        matches = int(np.bitwise_count(live).sum())
        found = [one.search(query, k, live, matches) for one in (self.base, *self.tail)]
        ids, scores = found[0] if len(found) == 1 else map(np.concatenate, zip(*found, strict=True))
        return hits_of(ids, scores)[:k]

    def ids(self) -> set[int]:
        """The ids of the live passages."""
        return set(np.flatnonzero(np.unpackbits(self.live, bitorder="little")).tolist())

    # On disk -----------------------------------------------------------------------------------------------

    @property
    def worth_saving(self) -> bool:
        """Whether the base is so large that reading it from a file is faster than from the catalog."""
        return self.base.ntotal >= MAX_TAIL_VECTORS

    def save(self, files: DerivedFiles) -> VectorIndex:
        """Publish this generation as the current build; returns it over the file.  Needs the writer lock."""
        whole = self._in_one() if self.tail or len(self) < self.base.ntotal else self
        with files.draft() as draft:
            whole.write_base(draft)
            files.publish(draft, self.generation_id)
            return replace(whole, base=Segment.mapped(draft / FILE))

    def write_base(self, folder: Path) -> None:
        """Write the base, which has all that is alive and nothing else, to a folder."""
        self.base.write(folder / FILE)
        ErasableFile(folder / FILE).seal()

    @classmethod
    def load(cls, files: DerivedFiles, max_id: int) -> VectorIndex | None:
        """The base that was saved last, at its generation; None if there is none.

        Args:
            max_id: The highest id that a passage can have.

        Raises:
            DerivedStoreDamaged: It cannot be used.
        """
        return files.open_current(lambda build: cls._opened(files, build, max_id))

    @classmethod
    def _opened(cls, files: DerivedFiles, build: Build, max_id: int) -> VectorIndex | None:
        path = build.folder / FILE
        if build.files:
            return None  # of an earlier release
        try:
            small = path.stat().st_size <= derived_files.MAX_BYTES_VERIFIED_ON_OPEN
            ErasableFile(path).verify(whole=small)
            base = Segment.mapped(path)
            ids = base.ids()
        except (OSError, ValueError) as error:
            raise files.damaged(str(error)) from error
        if len(ids) != base.ntotal or (len(ids) and not 0 < ids.min() <= ids.max() <= max_id):
            raise files.damaged("it has ids that no passage has")
        size = int(ids.max()) + 1 if len(ids) else 0
        files.has_unverified_bytes |= not small
        return cls(build.generation_id, base.dimension, base, (), bitmap(ids, size))


def _flags(bits: Bits, size: int) -> NDArray[np.bool_]:
    flags = np.zeros(size, dtype=bool)
    flags[: len(bits) * 8] = np.unpackbits(bits, bitorder="little")[:size]
    return flags


def _contents(
    segments: Sequence[Segment], alive: NDArray[np.bool_], dimension: int
) -> tuple[Ids, NDArray[np.float16]]:
    """The ids, in order, and the vectors of what is alive in some segments."""
    parts = [(np.empty(0, np.int64), np.empty((0, dimension), np.float16))]
    parts += [segment.contents(alive) for segment in segments]
    ids = np.concatenate([part[0] for part in parts])
    order = np.argsort(ids, kind="stable")
    return ids[order], np.concatenate([part[1] for part in parts])[order]


def _merged(segments: Sequence[Segment], alive: NDArray[np.bool_], dimension: int) -> Segment:
    return Segment.exact(*_contents(segments, alive, dimension), dimension)
