"""The lexical index: stemmed BM25 that knows which generation it reflects."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.store import lexical
from index.store.catalog.generations import GenerationId
from index.store.catalog.passages import Indexable
from index.store.lexical import LexicalIndex, LexicalSnapshot

TEXTS = [
    Indexable(1, 10, ("Kursk",), "North Korean troops were shelled by artillery."),
    Indexable(2, 10, ("Kursk",), "The fighting was small-scale, the minister said."),
    Indexable(3, 11, ("Tungsten", "Properties"), "It melts at 3,422 degrees and boils at 5,930."),
]


def generation_id(generation: int) -> GenerationId:
    return GenerationId(generation, f"token {generation}")


def newest(index: LexicalIndex) -> LexicalSnapshot:
    found = index.snapshot()
    assert found is not None
    return found


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path)
    index.advance(generation_id(5), TEXTS, [], from_scratch=False)
    return index


def found(index: LexicalIndex, question: str) -> list[int]:
    return [hit.passage for hit in newest(index).search(question, 10)]


def test_words_match_by_their_stem(index: LexicalIndex) -> None:
    assert found(index, "shelling Koreans") == [1]
    assert found(index, "boiling") == [3]


def test_function_words_are_searched_only_where_there_is_nothing_else(index: LexicalIndex) -> None:
    assert found(index, "the minister and the it") == [2]
    assert found(index, "Is it?") == [3]


def test_title_and_headings_are_searched(index: LexicalIndex) -> None:
    assert found(index, "property of tungsten") == [3]


def test_it_knows_its_generation(index: LexicalIndex, tmp_path: Path) -> None:
    assert newest(index).generation_id == generation_id(5)
    assert newest(LexicalIndex(tmp_path)).generation_id == generation_id(5)
    assert LexicalIndex(tmp_path / "other").snapshot() is None


def test_a_snapshot_keeps_its_generation_while_the_index_advances(index: LexicalIndex) -> None:
    old = newest(index)
    index.advance(generation_id(6), [Indexable(4, 12, (), "More artillery.")], [1], from_scratch=False)
    assert [hit.passage for hit in old.search("artillery", 10)] == [1]
    assert [hit.passage for hit in newest(index).search("artillery", 10)] == [4]


def test_from_scratch_deletes_everything_first(index: LexicalIndex) -> None:
    index.advance(generation_id(7), [TEXTS[2]], [], from_scratch=True)
    assert found(index, "troops") == []
    assert found(index, "melts") == [3]


@pytest.mark.parametrize("one_by_one", [0, 1000])
def test_scores_of_given_passages_are_those_of_the_search(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch, one_by_one: int
) -> None:
    monkeypatch.setattr(lexical, "MOST_ONE_BY_ONE", one_by_one)
    snapshot = newest(index)
    whole = dict(snapshot.search("small artillery fighting", 10))
    assert snapshot.scores("small artillery fighting", [2, 3]) == pytest.approx({2: whole[2]})


def test_a_filter_works_inside_the_search(index: LexicalIndex) -> None:
    snapshot = newest(index)
    hits = snapshot.search("the troops at the fighting", 1, snapshot.version_filter([11]))
    assert [hit.passage for hit in hits] in ([3], [])
    hits = snapshot.search("troops boils", 1, snapshot.version_filter([11]))
    assert [hit.passage for hit in hits] == [3]


@pytest.mark.parametrize("question", ["", "???", '"unclosed (', "text:* passage:1", "a" * 4000])
def test_no_question_is_read_as_a_query_language(index: LexicalIndex, question: str) -> None:
    assert found(index, question) == []


def test_rare_words_weigh_more(index: LexicalIndex) -> None:
    index.advance(generation_id(6), [Indexable(9, 9, (), "Troops everywhere.")], [], from_scratch=False)
    rarity = newest(index).idf(["troop", "artilleri", "unseen"])
    assert rarity["troop"] < rarity["artilleri"] < rarity["unseen"]
