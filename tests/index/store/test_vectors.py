"""The dense index: exact, filtered inside the search, immutable from one generation to the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DerivedStoreDamaged
from index.store.catalog.generations import GenerationId
from index.store.derived_files import DerivedFiles
from index.store.vectors import MAX_TAIL_VECTORS, VectorIndex, bitmap


def unit_vectors(count: int, seed: int = 0, dimension: int = 16) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float16)


def generation_id(generation: int) -> GenerationId:
    return GenerationId(generation, f"token {generation}")


def build(count: int, first: int = 1) -> VectorIndex:
    return VectorIndex.build(generation_id(1), np.arange(first, first + count), unit_vectors(count), 16)


def exact(vectors: np.ndarray, ids: np.ndarray, query: np.ndarray, k: int) -> list[int]:
    scores = vectors.astype(np.float32) @ query
    return [int(ids[n]) for n in np.lexsort((ids, -scores))[:k]]


def test_finds_what_brute_force_finds() -> None:
    vectors, query = unit_vectors(500), unit_vectors(1, seed=9)[0].astype(np.float32)
    index = VectorIndex.build(generation_id(1), np.arange(500), vectors, 16)
    assert [hit.passage for hit in index.search(query, 20)] == exact(vectors, np.arange(500), query, 20)


def test_a_filter_leaves_the_result_full() -> None:
    index, query = build(400), unit_vectors(1, seed=3)[0].astype(np.float32)
    rare = [7, 101, 333]
    hits = index.search(query, 3, bitmap(rare, 401))
    assert sorted(hit.passage for hit in hits) == rare


def test_the_old_generation_stays_as_it_was() -> None:
    old, query = build(50), unit_vectors(1, seed=4)[0].astype(np.float32)
    before = old.search(query, 10)
    new = old.advanced(generation_id(2), np.array([51, 52]), unit_vectors(2, seed=5), [before[0].passage])
    assert old.search(query, 10) == before
    assert before[0].passage not in [hit.passage for hit in new.search(query, 60)]
    assert len(new) == 51


def test_a_removed_passage_never_comes_back() -> None:
    index = build(10).advanced(generation_id(2), np.empty(0, np.int64), np.empty((0, 16), np.float16), [3])
    for generation in range(3, 6):
        index = index.advanced(
            generation_id(generation), np.array([generation * 10]), unit_vectors(1, seed=generation), []
        )
    found = {hit.passage for hit in index.search(unit_vectors(1, seed=1)[0].astype(np.float32), 100)}
    assert found == {1, 2, 4, 5, 6, 7, 8, 9, 10, 30, 40, 50}


def test_a_long_tail_is_merged_and_the_dead_are_dropped() -> None:
    index = build(10)
    count = MAX_TAIL_VECTORS
    index = index.advanced(
        generation_id(2), np.arange(100, 100 + count), unit_vectors(count, seed=8), [5, 100]
    )
    assert (index.base.ntotal, index.tail_vectors) == (10 + count - 2, 0)


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex.build(generation_id(1), np.empty(0, np.int64), np.empty((0, 16), np.float16), 16)
    assert index.search(np.ones(16, np.float32), 5) == []


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    index = build(30).advanced(generation_id(7), np.array([99]), unit_vectors(1, seed=6), [4, 5])
    index.save(DerivedFiles(tmp_path, "vectors"))
    loaded = VectorIndex.load(DerivedFiles(tmp_path, "vectors"), 99)
    query = unit_vectors(1, seed=2)[0].astype(np.float32)
    assert loaded is not None
    assert loaded.generation_id == generation_id(7)
    assert loaded.search(query, 40) == index.search(query, 40)


@pytest.mark.parametrize("harm", ["missing", "cut", "empty", "zeroed", "ids"])
def test_a_damaged_file_is_no_index(tmp_path: Path, harm: str) -> None:
    files = DerivedFiles(tmp_path, "vectors")
    build(30).save(files)
    file = next(tmp_path.glob("vectors-*/base.column"))
    data = file.read_bytes()
    if harm == "missing":
        file.unlink()
    elif harm != "ids":
        file.write_bytes({"cut": data[:200], "empty": b"", "zeroed": bytes(len(data))}[harm])
    with pytest.raises(DerivedStoreDamaged):
        VectorIndex.load(DerivedFiles(tmp_path, "vectors"), 29 if harm == "ids" else 30)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 60), max_size=8), st.sets(st.integers(0, 60), max_size=8)),
        max_size=8,
    )
)
def test_generations_follow_a_set(changes: list[tuple[set[int], set[int]]]) -> None:
    """Any run of additions and removals leaves exactly what a set would hold."""
    index = VectorIndex.build(generation_id(0), np.empty(0, np.int64), np.empty((0, 16), np.float16), 16)
    alive: set[int] = set()
    used: set[int] = set()
    for generation, (added, removed) in enumerate(changes, 1):
        fresh = sorted(added - used)
        used |= added
        gone = removed - set(fresh)
        index = index.advanced(
            generation_id(generation),
            np.array(fresh, np.int64),
            unit_vectors(len(fresh), generation),
            sorted(gone),
        )
        alive = (alive | set(fresh)) - gone
    found = [hit.passage for hit in index.search(np.ones(16, np.float32), 100)]
    assert sorted(found) == sorted(alive)
    assert len(index) == len(alive)
