"""Earlier states: what was current then is found with the scores it had; what was erased stays erased."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents import Document
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.search.snapshot import Snapshot
from index.store import earlier_states
from index.store.catalog import now
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder

EVERYTHING = 100


@pytest.fixture
def index(tmp_path: Path) -> PassageIndex:
    """An empty index."""
    return PassageIndex(tmp_path)


@pytest.fixture
def put(index: PassageIndex) -> Callable[..., str]:
    """Writes documents and returns the moment after."""
    ingester = Ingester(index, FakeEmbedder(), PassageSizes())

    def write(*documents: Document) -> str:
        ingester.add("default", documents)
        return now()

    return write


def texts(snapshot: Snapshot, words: str) -> dict[str, float]:
    """What BM25 finds, with its scores."""
    hits = dict(snapshot.bm25(words, EVERYTHING))
    found = snapshot.fetch([*hits])
    return {found[id].text: round(score, 5) for id, score in hits.items()}


def nearest(snapshot: Snapshot, words: str) -> list[str]:
    """What the vectors find, best first."""
    (vectors,) = FakeEmbedder().embed_questions([words])
    ids = [hit.passage for hit in snapshot.dense(vectors.whole, EVERYTHING)]
    found = snapshot.fetch(ids)
    return [found[id].text for id in ids]


def test_each_moment_has_its_versions_with_the_scores_of_then(
    index: PassageIndex, put: Callable[..., str]
) -> None:
    moments, then = [], []
    for documents in (
        [Document("a", "Wax melts."), Document("b", "Ice melts too.")],
        [Document("a", "Wax is firm today.")],
        [Document("c", "Tin melts at last.")],
        [Document("a", "Wax melts.")],
    ):
        moments.append(put(*documents))
        index.rebuild("default")  # tantivy counts the words of removed passages until it merges segments
        snapshot = index.snapshot("default")
        then.append((texts(snapshot, "wax melts"), nearest(snapshot, "wax melts")))
    for moment, expected in zip(moments, then, strict=True):
        state = index.snapshot_as_of("default", moment)
        assert (texts(state, "wax melts"), nearest(state, "wax melts")) == expected
    assert len({repr(expected) for expected in then}) == 4


def test_moments_between_two_changes_share_one_state_and_the_last_is_the_current(
    index: PassageIndex, put: Callable[..., str]
) -> None:
    moments = [put(Document("a", "Wax.")), now()]
    last = put(Document("a", "Ice."))
    first, second = (index.snapshot_as_of("default", moment) for moment in moments)
    assert first is second
    assert index.snapshot_as_of("default", last) is index.snapshot("default")
    assert index.snapshot_as_of("default", "2999") is index.snapshot("default")


def test_before_the_first_version_there_is_nothing(index: PassageIndex, put: Callable[..., str]) -> None:
    before = now()
    put(Document("a", "Wax."))
    assert index.first_change(index.snapshot("default")) > before
    assert texts(index.snapshot_as_of("default", before), "wax") == {}
    assert nearest(index.snapshot_as_of("default", before), "wax") == []


def test_what_is_deleted_is_gone_from_the_past_too(index: PassageIndex, put: Callable[..., str]) -> None:
    moment = put(Document("a", "Wax melts."), Document("b", "Ice melts."))
    put(Document("a", "Tin."))
    assert len(texts(index.snapshot_as_of("default", moment), "melts")) == 2
    index.delete("default", "a")
    state = index.snapshot_as_of("default", moment)
    assert [*texts(state, "wax melts tin")] == nearest(state, "melts") == ["Ice melts."]


def test_filters_look_at_the_versions_of_then(index: PassageIndex, put: Callable[..., str]) -> None:
    moment = put(Document("a", "Wax.", metadata={"draft": True}), Document("b", "Ice."))
    put(Document("a", "Tin.", metadata={"final": True}))
    state = index.snapshot_as_of("default", moment)
    for filters, found in (({"draft": True}, 1), ({"final": True}, 0), ({"document_id": "a"}, 1), ({}, None)):
        only = state.filter(filters)
        assert (only.matches if only else None) == found
    draft = state.filter({"draft": True})
    assert [hit.passage for hit in state.bm25("wax", EVERYTHING, draft)] == [1]


def test_few_states_are_kept(index: PassageIndex, put: Callable[..., str]) -> None:
    moments = [put(Document("a", f"Wax {n}.")) for n in range(earlier_states.MOST_STATES + 3)]
    for moment in moments:
        index.snapshot_as_of("default", moment)
    assert len(index._earlier._states) == earlier_states.MOST_STATES
