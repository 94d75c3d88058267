"""The words of a collection: counted once, carried on, and forgotten with their documents."""

from __future__ import annotations

import threading

import pytest

from index.documents import Document
from index.search import snapshot
from index.search.collection_words import CollectionWords
from qa.service import Service
from tests.support.waiting import until


def words(service: Service) -> CollectionWords:
    """The words of the collection."""
    found = service.index.snapshot("default").words
    assert found is not None
    return found


def test_words_are_counted_and_abbreviations_read(service: Service) -> None:
    service.ingester.add(
        "default", [Document("a", "The Harbour Safety Board (HSB) meets. The board votes.", "HSB")]
    )
    found = words(service)
    assert (found.counts["board"], found.counts["hsb"], found.counts["votes"]) == (2, 2, 1)
    assert found.abbreviations == {"HSB": {"Harbour Safety Board": 1}}


def test_what_is_added_is_counted_to_what_was_there(service: Service) -> None:
    service.ingester.add("default", [Document("a", "Ice melts.")])
    before = words(service)
    service.ingester.add("default", [Document("b", "Iron melts.")])
    assert words(service).counts["melts"] == 2
    assert before.counts["melts"] == 1
    assert service.index.snapshot("default").words is words(service)


def test_the_words_of_an_erased_document_are_forgotten(service: Service) -> None:
    service.ingester.add(
        "default", [Document("a", "Ice melts."), Document("b", "Iron melts (IM: iron melt).")]
    )
    assert words(service).counts["iron"] == 2
    service.delete("default", "b")
    assert dict(words(service).counts) == {"ice": 1, "melts": 1}
    assert not words(service).abbreviations


def test_the_words_of_a_large_collection_are_read_meanwhile(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST_READ_AT_ONCE", 0)
    service.ingester.add("default", [Document("a", "Ice melts.")])
    shown = service.index.snapshot("default")
    assert shown.words is None
    until(lambda: shown.words is not None)
    assert words(service).counts["ice"] == 1


def test_a_collection_that_is_deleted_meanwhile_has_no_words(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST_READ_AT_ONCE", 0)
    service.ingester.add("default", [Document("a", "Ice melts.")])
    shown = service.index.snapshot("default")
    service.delete_collection("default")
    assert shown.words is None
    for thread in threading.enumerate():
        if thread.name == "words":
            thread.join()
    assert shown.words is None
