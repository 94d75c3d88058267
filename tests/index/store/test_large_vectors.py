"""The approximate index, with the size lowered from which it is used: what it finds, and how it is kept."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from index.documents import Document
from index.ingest.ingester import Ingester
from index.store import saved_vectors, vector_segments, vectors
from index.store.catalog.generations import GenerationId
from index.store.erasable_file import ErasableFile
from index.store.passage_index import PassageIndex
from index.store.vector_segments import Segment
from index.store.vectors import VectorIndex, bitmap, hits_of
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder
from tests.support.waiting import until

DIMENSION, COUNT = 64, 6000


@pytest.fixture(autouse=True)
def _lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    _lower_sizes(monkeypatch)
    monkeypatch.setattr(vector_segments, "SCANNED_WHOLE", 100)
    for name in ("LEAST_PROBED", "MOST_PROBED"):
        monkeypatch.setattr(vector_segments, name, 40)


def _lower_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 1000)
    monkeypatch.setattr(vectors, "MAX_TAIL_VECTORS", 64)
    monkeypatch.setattr(saved_vectors, "NICENESS", 0)  # a test waits for the thread


def near_each_other(count: int, seed: int) -> NDArray[np.float16]:
    """Unit vectors around two hundred topics, as texts are."""
    topics = np.random.default_rng(0).normal(size=(200, DIMENSION))
    random = np.random.default_rng(seed)
    rows = topics[random.integers(0, 200, count)] + 0.7 * random.normal(size=(count, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float16)


VECTORS = near_each_other(COUNT, 1)
QUERIES = near_each_other(60, 2).astype(np.float32)


def large(count: int = COUNT) -> VectorIndex:
    exact = VectorIndex.build(GenerationId(1, "1"), np.arange(1, count + 1), VECTORS[:count], DIMENSION)
    assert exact.is_behind
    return exact.with_base(exact.next_base())


def recall(index: VectorIndex, allowed: NDArray[np.int64], k: int = 10) -> float:
    """The share of the `k` nearest of the allowed passages that are found; others must not be."""
    bits, found = bitmap(allowed, COUNT + 1), 0
    held = VECTORS[allowed - 1].astype(np.float32)
    for query in QUERIES:
        due = set(allowed[np.argsort(-(held @ query))[:k]].tolist())
        hits = [hit.passage for hit in index.search(query, k, bits)]
        assert set(hits) <= {*allowed.tolist()}
        assert len(hits) == min(k, len(allowed))
        found += len(due & {*hits})
    return found / k / len(QUERIES)


def test_it_finds_nearly_all_that_an_exact_search_finds() -> None:
    index = large()
    assert (index.base.lists, index.base.is_exact, index.tail) == (155, False, ())
    assert recall(index, np.arange(1, COUNT + 1)) >= 0.98


@pytest.mark.parametrize("every", [2, 30, 500])
def test_filters_of_any_rarity_leave_the_result_full_and_near(every: int) -> None:
    assert recall(large(), np.arange(1, COUNT + 1, every)) >= 0.98


def test_deleted_passages_are_not_found_and_the_result_stays_full() -> None:
    index = large().advanced(
        GenerationId(2, "2"), np.empty(0, np.int64), np.empty((0, DIMENSION), np.float16), range(1, COUNT, 2)
    )
    left = np.arange(2, COUNT + 1, 2)
    hits = {hit.passage for query in QUERIES for hit in index.search(query, 10)}
    assert hits <= {*left.tolist(), COUNT}
    assert recall(index, left) >= 0.98


def test_what_is_added_is_found_exactly_and_merged_later() -> None:
    index = large(COUNT - 1000)
    for at in range(COUNT - 1000, COUNT, 100):
        ids = np.arange(at + 1, at + 101)
        index = index.advanced(GenerationId(at, "x"), ids, VECTORS[at : at + 100], [at])
        assert index.search(VECTORS[at + 50].astype(np.float32), 1)[0].passage == at + 51
    assert 990 <= index.tail_vectors <= 1000, "some that are gone were dropped"
    assert len(index.tail) <= 5
    gone = np.arange(COUNT - 1000, COUNT, 100)
    left = np.setdiff1d(np.arange(1, COUNT + 1), gone)
    assert recall(index, left) >= 0.98
    base = index.next_base()
    assert base.lists == index.base.lists, "the centres are kept"
    assert sorted(base.ids().tolist()) == left.tolist()
    merged = index.with_base(base)
    assert merged.tail == ()
    assert recall(merged, left) >= 0.98


def test_a_base_that_was_made_meanwhile_leaves_what_came_since_in_the_tail() -> None:
    before = large(COUNT - 500)
    base = before.next_base()
    ids = np.arange(COUNT - 499, COUNT + 1)
    now = before.advanced(GenerationId(2, "2"), ids, VECTORS[-500:], [1, 2, 3]).with_base(base)
    assert now.tail_vectors == 500
    assert recall(now, np.arange(4, COUNT + 1)) >= 0.98
    assert len(now) == COUNT - 3


def test_its_file_is_mapped_and_can_be_erased_from(tmp_path: Path) -> None:
    path = tmp_path / "base.column"
    index = large()
    index.base.write(path)
    file, mapped = ErasableFile(path), Segment.mapped(path)
    file.seal()
    found = index.search(QUERIES[0], 10)
    gone = [found[0].passage, found[3].passage]
    file.announce(gone, mapped.places(gone))
    file.finish(lambda ids: ids)  # not committed
    assert hits_of(*mapped.search(QUERIES[0], 10, index.live, COUNT)) == found
    before = path.read_bytes()
    file.announce(gone, mapped.places(gone))
    file.finish(lambda _: ())
    file.verify(whole=True)
    after = path.read_bytes()
    assert sum(a != b for a, b in zip(before, after, strict=True)) <= 2 * DIMENSION
    flags = np.zeros(COUNT + 1, bool)
    flags[gone] = True
    _, vectors = Segment.mapped(path).contents(flags)
    assert vectors.tolist() == [vectors[0].tolist()] * 2, "each is what zeros stand for"
    path.write_bytes(after[:-30] + bytes([after[-30] ^ 1]) + after[-29:])
    with pytest.raises(ValueError, match="checksum"):
        file.verify(whole=True)


# In a data folder ------------------------------------------------------------------------------------------


def opened(home: Path) -> Ingester:
    return Ingester(PassageIndex(home), FakeEmbedder(), Settings().passage_sizes)


def documents(first: int, last: int) -> list[Document]:
    return [
        Document(f"d{n}", f"Duck {n} has {n * 7} feathers and swims in pond {n % 50}.")
        for n in range(first, last)
    ]


def is_approximate(ingester: Ingester) -> bool:
    return not ingester.index.snapshot("default").vectors.base.is_exact


def ids(ingester: Ingester) -> set[int]:
    """The ids of the live passages, the same in every store."""
    now = ingester.index.snapshot("default")
    held = now.vectors.ids()
    assert held == now.lexical.ids()
    found = {hit.passage for hit in now.dense(QUERIES[0], 10_000)}
    assert found == held
    return held


def test_a_collection_that_grows_gets_one_beside_the_searches(tmp_path: Path) -> None:
    ingester = opened(tmp_path)
    ingester.add("default", documents(0, 1200))
    until(lambda: is_approximate(ingester))
    assert len(ids(ingester)) == 1200
    (file,) = tmp_path.rglob("base.column")
    ingester.index.delete("default", "d7")
    ingester.add("default", documents(1200, 1210))
    assert len(ids(ingester)) == 1209
    assert [*tmp_path.rglob("base.column")] == [file], "neither makes a new one"
    again = opened(tmp_path)
    assert is_approximate(again)
    assert len(ids(again)) == 1209
    assert not again.index.verify("default")


def test_what_is_deleted_while_it_is_made_is_in_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingester, made, go_on = opened(tmp_path), threading.Event(), threading.Event()
    next_base = VectorIndex.next_base

    def slow(self: VectorIndex) -> Segment:
        base = next_base(self)
        made.set()
        go_on.wait(60)
        return base

    monkeypatch.setattr(VectorIndex, "next_base", slow)
    ingester.add("default", documents(0, 1200))
    ids(ingester)
    made.wait(60)
    gone = next(
        id
        for id, p in ingester.index.snapshot("default").fetch(range(1, 99)).items()
        if p.document_id == "d7"
    )
    ingester.index.delete("default", "d7")
    go_on.set()
    until(lambda: is_approximate(ingester))
    assert gone not in ids(ingester)
    (file,) = tmp_path.rglob("base.column")
    ErasableFile(file).verify(whole=True)
    places = Segment.mapped(file).places([gone])
    assert len(places) == 1
    assert not any(file.read_bytes()[slice(*places[0])])


def test_a_process_that_is_killed_while_it_is_made_leaves_what_there_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> NoReturn:
        raise OSError("killed")

    monkeypatch.setattr(ErasableFile, "seal", die)
    ingester = opened(tmp_path)
    ingester.add("default", documents(0, 1200))
    assert len(ids(ingester)) == 1200
    until(lambda: not ingester.index._stores[1].saved_vectors._renewing.locked())
    assert not is_approximate(ingester)
    monkeypatch.undo()
    _lower_sizes(monkeypatch)
    again = opened(tmp_path)
    assert len(ids(again)) == 1200
    until(lambda: is_approximate(again))
    assert len(ids(again)) == 1200
