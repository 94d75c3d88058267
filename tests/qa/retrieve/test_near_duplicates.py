"""Copies are listed once, beside the best ranked, and leave the list full."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from index.documents import Document
from index.language.deciding_words import deciding_words
from index.search.snapshot import Snapshot
from index.store.catalog.passages import StoredPassage
from qa.schemas import Mode, Query, SearchResponse
from qa.service import Service

RULE = (
    "Whoever travels by train books the tickets through the office. The head of the department signs the "
    "form and keeps it. The limit for a hotel room is {limit} EUR a night in {town}."
)
QUESTION = "What is the limit for a hotel room?"


def rule(id: str, limit: int = 60, town: str = "Berlin", **changes: str) -> Document:
    """A rule; each keyword is a word that another one replaces."""
    text = RULE.format(limit=limit, town=town)
    for word, other in changes.items():
        assert word in text
        text = text.replace(word, other)
    return Document(id, text, f"Rule {id}")


def ids(response: SearchResponse) -> list[str]:
    return [passage.citation.document_id for passage in response.passages]


def search(service: Service, *documents: Document, top_k: int = 5, candidates: int = 100) -> SearchResponse:
    service.ingester.add("default", documents)
    return service.search(Query(question=QUESTION, top_k=top_k, candidates=candidates))


def test_copies_are_named_beside_the_one_that_is_listed(service: Service) -> None:
    wax = Document("wax", "Wax is soft in a warm hotel room.")
    found = search(service, rule("a"), rule("b", books="boooks"), rule("c"), wax)
    assert ids(found)[1:] == ["wax"]
    first = found.passages[0]
    assert {first.citation.document_id, *(one.document_id for one in first.duplicates)} == {"a", "b", "c"}
    assert [passage.rank for passage in found.passages] == [1, 2]
    copy = first.duplicates[0]
    assert copy.document_title == f"Rule {copy.document_id}"
    text = rule(copy.document_id).text
    assert (copy.start_char_index, copy.end_char_index) in ((0, len(text)), (0, len(text) + 1))


@pytest.mark.parametrize(
    "other",
    [
        rule("other", limit=80),
        rule("other", town="Munich"),
        rule("other", signs="never signs"),
        rule("other", train="plane"),
        rule("other", department="canteen"),
    ],
)
def test_siblings_are_listed_both(service: Service, other: Document) -> None:
    found = search(service, rule("a"), other)
    assert sorted(ids(found)) == ["a", "other"]
    assert not any(passage.duplicates for passage in found.passages)


def test_the_list_is_full_though_copies_fill_every_arm(service: Service) -> None:
    copies = [rule(f"copy-{n:02}") for n in range(40)]
    others = [Document(f"room-{n}", f"The {n}th room of the hotel has {n} beds.") for n in range(5)]
    found = search(service, *copies, *others, top_k=4, candidates=5)
    assert len(found.passages) == 4
    assert sum(one.startswith("copy") for one in ids(found)) == 1


def test_each_way_of_ranking_lists_copies_once(service: Service) -> None:
    service.ingester.add("default", [rule("a"), rule("b")])
    for mode in Mode:
        assert len(service.search(Query(question=QUESTION, mode=mode)).passages) == 1


def fetched_by_a_search(service: Service, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many passages a search reads whole."""
    fetch, read = Snapshot.fetch, list[int]()

    def counting(self: Snapshot, ids: Sequence[int], *, vectors: bool = True) -> dict[int, StoredPassage]:
        read.extend(ids)
        return fetch(self, ids, vectors=vectors)

    monkeypatch.setattr(Snapshot, "fetch", counting)
    found = service.search(Query(question=QUESTION, top_k=5))
    monkeypatch.undo()
    assert len(found.passages) == 5
    return len(read)


def test_many_texts_without_a_deciding_word_cost_no_more_than_few(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    words = [f"{a}{b}{c}{d}n" for a in "bdfglmnprst" for b in "aeiou" for c in "kmprst" for d in "aou"]
    texts = [f"The hotel room near {' '.join(chance.sample(words, 20))}." for _ in range(96)]
    assert not any(map(deciding_words, texts))  # they share an essence: only sketches tell them apart
    service.ingester.add("default", [Document(f"few-{n}", text) for n, text in enumerate(texts[:8])])
    few = fetched_by_a_search(service, monkeypatch)
    service.ingester.add("default", [Document(f"many-{n}", text) for n, text in enumerate(texts[8:])])
    assert fetched_by_a_search(service, monkeypatch) == few <= 8
