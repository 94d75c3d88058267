"""Segments of a vector index: some passages' vectors in FAISS.  Only this module imports faiss.

Every segment is an inverted file (Sivic and Zisserman 2003).  A small one has a single list, which is scanned
whole: its search is exact, over float16.  A large one has many lists, around centres that k-means found, of
which a search scans the nearest; its numbers have eight bits.  A segment never changes, but for the numbers
of erased passages in a file that is mapped into memory: they become zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
Ids = NDArray[np.int64]
Floats = NDArray[np.float32]

#: Lists are twice the root of the number of vectors, at most so many.  A share of them is scanned, at least
#: and at most so many.  What that finds is in docs/vectors.md.
MOST_LISTS = 4096
PROBED_SHARE, LEAST_PROBED, MOST_PROBED = 0.25, 128, 256
#: Of a filter that lets no more vectors through than this, all lists are scanned.
SCANNED_WHOLE = 20_000
#: k-means: its rounds, and the vectors for each centre that it looks at.
ROUNDS, LEARNT_FROM = 8, 64
#: Vectors that are added at once.
ADDED_TOGETHER = 16_384


def lists_for(count: int) -> int:
    """How many lists so many vectors have."""
    return min(MOST_LISTS, max(1, round(2 * math.sqrt(count))))


class Segment:
    """Vectors of one length and their ids.

    Args:
        index: FAISS's inverted file.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self.dimension: int = index.d
        self.lists: int = index.nlist

    @classmethod
    def exact(cls, ids: Ids, vectors: NDArray[np.floating], dimension: int) -> Segment:
        """A segment with one list."""
        index = _inverted_file(dimension, 1, faiss.ScalarQuantizer.QT_fp16)
        index.quantizer.add(np.zeros((1, dimension), np.float32))
        index.is_trained = True
        return cls(index)._with(ids, vectors)

    @classmethod
    def learnt(cls, ids: Ids, vectors: NDArray[np.floating]) -> Segment:
        """A segment whose lists are learnt from the vectors, shape `(n, dimension)`; at least one."""
        count, dimension = vectors.shape
        index = _inverted_file(dimension, lists_for(count), faiss.ScalarQuantizer.QT_8bit)
        index.cp.niter, index.cp.seed = ROUNDS, 1
        index.cp.min_points_per_centroid = 1
        index.cp.max_points_per_centroid = LEARNT_FROM
        chosen = np.random.default_rng(1).permutation(count)[: LEARNT_FROM * index.nlist]
        index.train(np.asarray(vectors[np.sort(chosen)], np.float32))
        return cls(index)._with(ids, vectors)

    def extended(self, alive: NDArray[np.bool_], ids: Ids, vectors: NDArray[np.floating]) -> Segment:
        """Its vectors whose ids are set in `alive`, and others beside them, in the same lists."""
        index = faiss.clone_index(self._index) if self.is_in_memory else _emptied(self._index)
        index.reset()
        kept = faiss.downcast_InvertedLists(index.invlists)
        for number in range(self.lists):
            own, codes = self._list(number)
            there = np.flatnonzero(alive[own])
            if len(there):
                own, codes = np.ascontiguousarray(own[there]), np.ascontiguousarray(codes[there])
                kept.add_entries(number, len(own), faiss.swig_ptr(own), faiss.swig_ptr(codes))
        index.ntotal = sum(kept.list_size(number) for number in range(self.lists))
        return Segment(index)._with(ids, vectors)

    def _with(self, ids: Ids, vectors: NDArray[np.floating]) -> Segment:
        for at in range(0, len(ids), ADDED_TOGETHER):
            part = slice(at, at + ADDED_TOGETHER)
            self._index.add_with_ids(np.asarray(vectors[part], np.float32), ids[part])
        return self

    # Reading -----------------------------------------------------------------------------------------------

    @property
    def ntotal(self) -> int:
        """How many vectors it has."""
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether a search finds exactly the nearest."""
        return self.lists == 1

    @property
    def is_in_memory(self) -> bool:
        """Whether its vectors are in memory, not in a file that is mapped."""
        return not isinstance(faiss.downcast_InvertedLists(self._index.invlists), faiss.OnDiskInvertedLists)

    def search(self, query: Floats, k: int, live: Bits, matches: int) -> tuple[Ids, Floats]:
        """The ids and scores of the `k` nearest to `query`, shape `(dimension,)`, among those set in `live`.

        Args:
            matches: How many are set in `live`.  The fewer, the more lists are scanned; of few, all.
        """
        if not self.ntotal or not matches:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        share = min(1.0, matches / self.ntotal)
        usual = min(max(PROBED_SHARE * self.lists, LEAST_PROBED), MOST_PROBED)
        probed = self.lists if matches <= SCANNED_WHOLE else min(self.lists, math.ceil(usual / share))
        found = self._search(query, k, live, probed)
        if len(found[0]) < min(k, matches) and probed < self.lists:
            found = self._search(query, k, live, self.lists)
        return found

    def _search(self, query: Floats, k: int, live: Bits, probed: int) -> tuple[Ids, Floats]:
        # One query gives FAISS's threads nothing to share: they would only wait for each other, by spinning.
        # OpenMP keeps the number for each calling thread.
        faiss.omp_set_num_threads(1)
        parameters = faiss.SearchParametersIVF(sel=faiss.IDSelectorBitmap(live), nprobe=probed)
        scores, ids = self._index.search(query[None, :], min(k, self.ntotal), params=parameters)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def ids(self) -> Ids:
        """The ids of its vectors, list by list."""
        return np.concatenate([self._list(number)[0] for number in range(self.lists)])

    def contents(self, alive: NDArray[np.bool_]) -> tuple[Ids, NDArray[np.float16]]:
        """The ids that are set in `alive`, and their vectors, shape `(n, dimension)`, list by list."""
        ids, vectors = [np.empty(0, np.int64)], [np.empty((0, self.dimension), np.float16)]
        for number in range(self.lists):
            own, codes = self._list(number)
            there = np.flatnonzero(alive[own])
            if len(there):
                ids.append(own[there])
                vectors.append(self._index.sa_decode(self._listed(number, codes[there])).astype(np.float16))
        return np.concatenate(ids), np.concatenate(vectors)

    def _listed(self, number: int, codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Codes with the number of their list before each, as FAISS stores them alone."""
        width = int(self._index.sa_code_size()) - codes.shape[1]
        prefix = np.frombuffer(number.to_bytes(width, "little"), np.uint8)
        return np.ascontiguousarray(np.hstack([np.broadcast_to(prefix, (len(codes), width)), codes]))

    def _list(self, number: int) -> tuple[Ids, NDArray[np.uint8]]:
        lists, width = self._index.invlists, int(self._index.code_size)
        count = lists.list_size(number)
        if not count:
            return np.empty(0, np.int64), np.empty((0, width), np.uint8)
        ids = faiss.rev_swig_ptr(lists.get_ids(number), count)
        return ids, faiss.rev_swig_ptr(lists.get_codes(number), count * width).reshape(count, width)

    # On disk -----------------------------------------------------------------------------------------------

    def write(self, path: Path) -> None:
        """Write it to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def mapped(cls, path: Path) -> Segment:
        """The segment in a file, mapped into memory.

        Raises:
            ValueError: FAISS cannot read it.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
            lists = index.nlist, index.invlists.nlist
        except (RuntimeError, AttributeError, MemoryError) as error:
            raise ValueError(f"FAISS cannot read it ({type(error).__name__})") from error
        if lists[0] != lists[1]:
            raise ValueError("it has other lists than centres")
        return cls(index)

    def places(self, ids: Sequence[int]) -> list[tuple[int, int]]:
        """Where in its file, which is mapped, the numbers of these passages are: first and last byte + 1."""
        lists, width = faiss.downcast_InvertedLists(self._index.invlists).lists, int(self._index.code_size)
        ends = np.cumsum([0, *(self._index.invlists.list_size(number) for number in range(self.lists))])
        found = []
        for at in np.flatnonzero(np.isin(self.ids(), np.asarray(ids, np.int64))).tolist():
            number = int(np.searchsorted(ends, at, "right")) - 1
            first = lists.at(number).offset + (at - int(ends[number])) * width
            found.append((first, first + width))
        return found


def _inverted_file(dimension: int, lists: int, kind: int) -> Any:
    centres = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(centres, dimension, lists, kind, faiss.METRIC_INNER_PRODUCT, False)
    index.own_fields = True
    centres.this.disown()
    return index


def _emptied(index: Any) -> Any:
    """A copy in memory of what a mapped index has learnt, without its vectors."""
    fresh = _inverted_file(index.d, index.nlist, index.sq.qtype)
    fresh.quantizer.add(index.quantizer.reconstruct_n(0, index.nlist))
    fresh.sq, fresh.is_trained = index.sq, True
    return fresh
