"""The dense index: exact inner-product search over a collection's passage vectors.  Only here is faiss known.

FAISS must not be searched while it changes, so nothing here ever changes: a new generation is a new
`VectorIndex` that shares the large base with the old one and has a tail and a bitmap of its own.  Vectors
are float16, as in the catalog, so that an index rebuilt from the catalog gives the same scores.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]

# A search has one question and so nothing to share; FAISS's threads would only wait for each other.
faiss.omp_set_num_threads(1)

#: The tail is merged into the base once it has this many vectors and a quarter of the base's.
LONGEST_TAIL = 2048


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
    """One generation of a collection's vectors: immutable segments and a bitmap of what is alive.

    Args:
        generation: The catalog's generation that this reflects.
        dimension: Of every vector.
        base: The large segment.
        tail: What came since the base was made.
        live: A bit for each passage id.
    """

    generation: int
    dimension: int
    base: Any
    tail: Any
    live: Bits

    @classmethod
    def build(
        cls, generation: int, ids: NDArray[np.int64], vectors: NDArray[np.float16], dimension: int
    ) -> VectorIndex:
        """Index `vectors`, shape `(len(ids), dimension)`."""
        size = int(ids.max()) + 1 if len(ids) else 0
        nothing = np.empty((0, dimension), np.float16)
        return cls(
            generation,
            dimension,
            _segment(ids, vectors, dimension),
            _segment(np.empty(0, np.int64), nothing, dimension),
            bitmap(ids, size),
        )

    def __len__(self) -> int:
        return int(np.bitwise_count(self.live).sum())

    def advanced(
        self, generation: int, added: NDArray[np.int64], vectors: NDArray[np.float16], removed: Sequence[int]
    ) -> VectorIndex:
        """The next generation: `added` passages with `vectors`, without the `removed` ones."""
        ids, kept = _contents(self.tail)
        fresh = vectors.astype(np.float32).reshape(len(added), self.dimension)
        ids, kept = np.concatenate([ids, added]), np.concatenate([kept, fresh])
        size = max(len(self.live) * 8, int(ids.max()) + 1 if len(ids) else 0)
        flags = np.zeros(size, dtype=bool)
        flags[: len(self.live) * 8] = np.unpackbits(self.live, bitorder="little")
        flags[added] = True
        gone = np.asarray([id for id in removed if id < size], dtype=np.int64)
        flags[gone] = False
        live = np.packbits(flags, bitorder="little")
        if len(ids) >= max(LONGEST_TAIL, self.base.ntotal // 4):
            return self._merged(generation, ids, kept, flags)
        tail = _segment(ids, kept.astype(np.float16), self.dimension)
        return VectorIndex(generation, self.dimension, self.base, tail, live)

    def _merged(
        self, generation: int, ids: NDArray[np.int64], vectors: NDArray[np.float32], alive: NDArray[np.bool_]
    ) -> VectorIndex:
        base_ids, base = _contents(self.base)
        ids, vectors = np.concatenate([base_ids, ids]), np.concatenate([base, vectors])
        kept = alive[ids]
        return VectorIndex.build(generation, ids[kept], vectors[kept].astype(np.float16), self.dimension)

    def search(self, query: NDArray[np.float32], k: int, allowed: Bits | None = None) -> list[Hit]:
        """The `k` live passages nearest to `query`, shape `(dimension,)`, best first, ties by id.

        Args:
            allowed: A bit for each passage id; the filter works inside the search, so the result is full
                whenever enough passages pass.
        """
        live = self.live
        if allowed is not None:
            size = min(len(live), len(allowed))
            live = live[:size] & allowed[:size]
        if not len(live):
            return []
        selector = faiss.IDSelectorBitmap(live)
        parameters = faiss.SearchParameters(sel=selector)
        hits: list[Hit] = []
        for segment in (self.base, self.tail):
            if segment.ntotal:
                scores, ids = segment.search(query[None, :], min(k, segment.ntotal), params=parameters)
                hits += [Hit(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage))[:k]

    # On disk ----------------------------------------------------------------------------------------------

    def save(self, folder: Path) -> None:
        """Keep this generation in `folder`: segment first, then the manifest that names it, each fsynced."""
        folder.mkdir(parents=True, exist_ok=True)
        whole = self
        if self.tail.ntotal or len(self) < self.base.ntotal:
            ids, vectors = _contents(self.tail)
            flags = np.unpackbits(self.live, bitorder="little").astype(bool)
            whole = self._merged(self.generation, ids, vectors, flags)
        name = f"vectors-{self.generation}.faiss"
        data = faiss.serialize_index(whole.base).tobytes()
        _write_durably(folder / name, data)
        manifest = {"generation": self.generation, "dimension": self.dimension, "file": name}
        _write_durably(folder / "vectors.json", json.dumps(manifest).encode())
        for old in folder.glob("vectors-*.faiss"):
            if old.name != name:
                old.unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path) -> VectorIndex | None:
        """The generation kept in `folder`; None where there is none that can be read."""
        try:
            manifest = json.loads((folder / "vectors.json").read_bytes())
            data = (folder / manifest["file"]).read_bytes()
            base = faiss.deserialize_index(np.frombuffer(data, np.uint8))
            ids = faiss.vector_to_array(base.id_map).astype(np.int64)
        except (OSError, ValueError, KeyError, RuntimeError):
            return None  # derived: the catalog has it all
        empty = _segment(np.empty(0, np.int64), np.empty((0, base.d), np.float16), base.d)
        size = int(ids.max()) + 1 if len(ids) else 0
        return cls(manifest["generation"], base.d, base, empty, bitmap(ids, size))

    @staticmethod
    def discard(folder: Path) -> bool:
        """Delete what `save` wrote; returns whether there was anything."""
        there = (folder / "vectors.json").exists()
        (folder / "vectors.json").unlink(missing_ok=True)
        for old in folder.glob("vectors-*.faiss"):
            old.unlink(missing_ok=True)
        return there


def _write_durably(path: Path, data: bytes) -> None:
    """Write `data` so that `path` names all of it or what was there before, even after a power cut."""
    partial = path.with_suffix(path.suffix + f".{os.getpid()}.partial")
    with partial.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
