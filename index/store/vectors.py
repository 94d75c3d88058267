"""The vector index: exact inner-product search over passage vectors.  Only this module imports faiss.

A FAISS index must not be searched while it changes, so a `VectorIndex` never changes.  A new generation is a
new `VectorIndex` that shares the large base segment with the old one and has its own tail segment and bitmap.
Vectors are float16 as in the catalog, so an index rebuilt from the catalog gives the same scores.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.catalog.generations import GenerationId
from index.store.derived_files import Build, DerivedFiles

Bits = NDArray[np.uint8]

#: The name of the only file of a build.
FILE = "base.faiss"
#: The tail is merged into the base when it has this many vectors and a quarter as many as the base.
MAX_TAIL_VECTORS = 2048


class Hit(NamedTuple):
    """A passage and its score at one stage; higher is better."""

    passage: int
    score: float


def bitmap(ids: NDArray[np.int64] | Sequence[int], size: int) -> Bits:
    """A bit for each of `size` ids, little-endian, set for those in `ids`."""
    flags = np.zeros(size, dtype=bool)
    flags[np.asarray(ids, dtype=np.int64)] = True
    return np.packbits(flags, bitorder="little")


def _segment(ids: NDArray[np.int64], vectors: NDArray[np.float16], dimension: int) -> Any:
    flat = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIDMap(flat)
    if len(ids):
        index.add_with_ids(vectors.astype(np.float32), ids)
    return index


def _contents(segment: Any) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    count = segment.ntotal
    ids = faiss.vector_to_array(segment.id_map).astype(np.int64)
    return ids, segment.index.reconstruct_n(0, count) if count else np.empty((0, segment.d), np.float32)


@dataclass(frozen=True)
class VectorIndex:
    """One generation of a collection's vectors: immutable segments and a bitmap of live passages.

    Args:
        generation_id: The generation that it reflects.
        dimension: Length of every vector.
        base: The large segment.
        tail: Vectors added since the base was built.
        live: A bit for each passage id, set for live passages.
    """

    generation_id: GenerationId
    dimension: int
    base: Any
    tail: Any
    live: Bits

    @classmethod
    def build(
        cls, generation_id: GenerationId, ids: NDArray[np.int64], vectors: NDArray[np.float16], dimension: int
    ) -> VectorIndex:
        """Index `vectors`, shape `(len(ids), dimension)`."""
        size = int(ids.max()) + 1 if len(ids) else 0
        nothing = np.empty((0, dimension), np.float16)
        return cls(
            generation_id,
            dimension,
            _segment(ids, vectors, dimension),
            _segment(np.empty(0, np.int64), nothing, dimension),
            bitmap(ids, size),
        )

    def __len__(self) -> int:
        return int(np.bitwise_count(self.live).sum())

    def advanced(
        self,
        generation_id: GenerationId,
        added: NDArray[np.int64],
        vectors: NDArray[np.float16],
        removed: Sequence[int],
    ) -> VectorIndex:
        """The next generation: with `added` passages and their `vectors`, without the `removed` ones."""
        ids, kept = _contents(self.tail)
        fresh = vectors.astype(np.float32).reshape(len(added), self.dimension)
        ids, kept = np.concatenate([ids, added]), np.concatenate([kept, fresh])
        size = max(len(self.live) * 8, int(ids.max()) + 1 if len(ids) else 0)
        flags = np.zeros(size, dtype=bool)
        flags[: len(self.live) * 8] = np.unpackbits(self.live, bitorder="little")
        flags[added] = True
        dead = np.asarray([id for id in removed if id < size], dtype=np.int64)
        flags[dead] = False
        live = np.packbits(flags, bitorder="little")
        if len(ids) >= max(MAX_TAIL_VECTORS, self.base.ntotal // 4):
            return self._merged(generation_id, ids, kept, flags)
        tail = _segment(ids, kept.astype(np.float16), self.dimension)
        return VectorIndex(generation_id, self.dimension, self.base, tail, live)

    def _merged(
        self,
        generation_id: GenerationId,
        ids: NDArray[np.int64],
        vectors: NDArray[np.float32],
        alive: NDArray[np.bool_],
    ) -> VectorIndex:
        base_ids, base = _contents(self.base)
        ids, vectors = np.concatenate([base_ids, ids]), np.concatenate([base, vectors])
        kept = alive[ids]
        return VectorIndex.build(generation_id, ids[kept], vectors[kept].astype(np.float16), self.dimension)

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
        if not len(live):
            return []
        # One query gives FAISS's threads nothing to share: they would only wait for each other, by spinning.
        # OpenMP keeps the number for each calling thread.
        faiss.omp_set_num_threads(1)
        selector = faiss.IDSelectorBitmap(live)
        parameters = faiss.SearchParameters(sel=selector)
        hits: list[Hit] = []
        for segment in (self.base, self.tail):
            if segment.ntotal:
                scores, ids = segment.search(query[None, :], min(k, segment.ntotal), params=parameters)
                pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
                hits += [Hit(id, score) for id, score in pairs if id >= 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage))[:k]

    # On disk ----------------------------------------------------------------------------------------------

    @property
    def worth_saving(self) -> bool:
        """Whether the base is so large that reading it from a file is faster than from the catalog."""
        return bool(self.base.ntotal >= MAX_TAIL_VECTORS)

    def save(self, files: DerivedFiles) -> None:
        """Publish this generation as the current build.  Needs the writer lock."""
        whole = self
        if self.tail.ntotal or len(self) < self.base.ntotal:
            ids, vectors = _contents(self.tail)
            flags = np.unpackbits(self.live, bitorder="little").astype(bool)
            whole = self._merged(self.generation_id, ids, vectors, flags)
        with files.draft() as draft:
            with (draft / FILE).open("wb") as handle:
                handle.write(faiss.serialize_index(whole.base))
                handle.flush()
                os.fsync(handle.fileno())
            files.publish(draft, self.generation_id)

    @classmethod
    def load(cls, files: DerivedFiles, max_id: int) -> VectorIndex | None:
        """The generation that was saved last; None if there is none.

        Args:
            max_id: The highest id that a passage can have.

        Raises:
            DerivedStoreDamaged: It cannot be used.
        """
        return files.open_current(lambda build: cls._opened(files, build, max_id))

    @classmethod
    def _opened(cls, files: DerivedFiles, build: Build, max_id: int) -> VectorIndex:
        try:
            data = (build.folder / FILE).read_bytes()
            base = faiss.deserialize_index(np.frombuffer(data, np.uint8))
            ids = faiss.vector_to_array(base.id_map).astype(np.int64)
        except (OSError, ValueError, AttributeError, RuntimeError, MemoryError) as error:
            raise files.damaged(f"FAISS cannot read it ({type(error).__name__})") from error
        if len(ids) != base.ntotal or (len(ids) and not 0 < ids.min() <= ids.max() <= max_id):
            raise files.damaged("it has ids that no passage has")
        empty = _segment(np.empty(0, np.int64), np.empty((0, base.d), np.float16), base.d)
        size = int(ids.max()) + 1 if len(ids) else 0
        return cls(build.generation_id, base.d, base, empty, bitmap(ids, size))

    def ids(self) -> set[int]:
        """The ids of the live passages."""
        return set(np.flatnonzero(np.unpackbits(self.live, bitorder="little")).tolist())
