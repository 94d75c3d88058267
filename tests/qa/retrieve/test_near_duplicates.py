"""Copies are listed once, beside the best ranked, and leave the list full."""

from __future__ import annotations

import pytest

from index.documents import Document
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
