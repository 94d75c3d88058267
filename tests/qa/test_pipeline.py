"""The way of a question while documents are erased under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any

import numpy as np
import pytest

from index.documents import Document
from index.errors import Overloaded
from index.search.snapshot import Snapshot
from index.store.catalog.passages import StoredPassage
from index.store.catalog.texts import PASSAGE_TEXT
from index.store.columns.passage_columns import PassageColumns
from qa.schemas import AskQuery, Query
from qa.service import Service

ASKED = AskQuery(question="How many soldiers came?", abstain=False)


@pytest.fixture
def documents(service: Service) -> Service:
    service.ingester.add("default", [Document("a", "Twelve soldiers came."), Document("b", "Wax is soft.")])
    return service


def losing(monkeypatch: pytest.MonkeyPatch, after: Callable[[], None] = lambda: None) -> list[int]:
    """The columns of what is found lack a passage, then `after` happens; the generation of each try."""
    columns_of = Snapshot.columns_of
    generations: list[int] = []

    def lacking(self: Snapshot, ids: Sequence[int], *, check: bool = False) -> PassageColumns:
        generations.append(self.generation)
        found = columns_of(self, ids, check=check)
        # A connection that reads cannot write: others do, from other threads.
        other = Thread(target=after)
        other.start()
        other.join()
        return found.take(np.arange(len(found.ids) - 1))

    monkeypatch.setattr(Snapshot, "columns_of", lacking)
    return generations


def test_a_passage_that_the_catalog_lacks_is_left_out(documents: Service) -> None:
    documents.index.snapshot("default").columns.catch_up()
    db = documents.index.catalog.connection
    db.execute(f"DELETE FROM passages AS p WHERE {PASSAGE_TEXT} LIKE 'Wax%'")
    found = documents.search(Query(question=ASKED.question)).passages
    assert [passage.text for passage in found] == ["Twelve soldiers came."]


def test_a_passage_that_is_gone_for_good_is_left_out(
    documents: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = losing(monkeypatch)
    response = documents.search(Query(question=ASKED.question))
    assert [passage.text for passage in response.passages] == ["Twelve soldiers came."]
    assert generations == [1, 1]


def test_a_newer_generation_answers_where_a_passage_was_erased(
    documents: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase() -> None:
        if documents.index.snapshot("default").generation == 1:
            # The question itself would keep the log from being truncated until that gives up.
            monkeypatch.setattr(documents.index.catalog, "scrub_log", lambda: None)
            documents.delete("default", "b")
            monkeypatch.undo()

    losing(monkeypatch, erase)
    response = documents.ask(ASKED)
    assert response.index.generation == 2
    assert [passage.citation.document_id for passage in response.passages] == ["a"]


def test_tries_are_bounded(documents: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    number = iter(range(1000))

    def replace() -> None:
        documents.ingester.add("default", [Document("b", f"Wax is soft {next(number)}.")])

    monkeypatch.setattr("qa.retrieve.retriever.MOST_TRIES", 3)
    generations = losing(monkeypatch, replace)
    with pytest.raises(Overloaded, match="each of 3 tries"):
        documents.ask(ASKED)
    assert generations == [1, 2, 3]


def test_a_fault_of_retrieval_is_raised_and_not_tried_again(
    documents: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def broken(self: Snapshot, ids: Any, *, vectors: bool = True) -> dict[int, StoredPassage]:
        tries.append(ids)
        raise KeyError(7)

    monkeypatch.setattr(Snapshot, "fetch", broken)
    with pytest.raises(KeyError):
        documents.ask(ASKED)
    assert len(tries) == 1


def test_an_answer_says_that_its_reader_is_not_the_calibrated_one(documents: Service) -> None:
    assert not documents.ask(ASKED).calibrated


@pytest.mark.parametrize("asked", ["???", "…", "--"])
def test_a_question_without_words_is_no_fault(service: Service, asked: str) -> None:
    table = "| Hut | Beds |\n| --- | --- |\n| Elm | 42 |\n| Fox | 18 |"
    service.ingester.add("default", [Document("t", table, media_type="text/markdown")])
    assert service.ask(AskQuery(question=asked, abstain=False)).question == asked
