"""Notices that differ in their dates alone are listed once, the newest first."""

from __future__ import annotations

import pytest

from index.documents import Document
from qa.schemas import Query, SearchResponse
from qa.service import Service

NOTICE = (
    "The lift in the east wing is out of order on {day}. Please use the stairs or the lift in the west wing. "
    "Whoever needs help may call the porter, who comes within ten minutes. We are sorry for the trouble."
)
QUESTION = "When is the lift out of order?"
DAYS = [(1, "Monday"), (8, "Monday"), (16, "Tuesday"), (22, "Monday"), (29, "Monday")]


def notice(day: int, weekday: str, **changes: str) -> Document:
    text = NOTICE.format(day=f"{weekday}, {day} May 2023")
    for word, other in changes.items():
        text = text.replace(word, other)
    return Document(f"notice-{day}", text, "Notice", published=f"2023-04-{day:02}")


def search(service: Service, *documents: Document, question: str = QUESTION) -> SearchResponse:
    service.ingester.add("default", documents)
    return service.search(Query(question=question))


def ids(response: SearchResponse) -> list[str]:
    return [passage.citation.document_id for passage in response.passages]


def test_the_newest_is_listed_and_the_others_are_named_newest_first(service: Service) -> None:
    found = search(service, *(notice(*day) for day in DAYS))
    assert ids(found) == ["notice-29"]
    assert [one.document_id for one in found.passages[0].duplicates] == [
        f"notice-{n}" for n in (22, 16, 8, 1)
    ]


def test_a_date_that_is_asked_for_is_found_among_them(service: Service) -> None:
    found = search(
        service, *(notice(*day) for day in DAYS), question="Is the lift out of order on 8 May 2023?"
    )
    assert len(ids(found)) == len(DAYS)


@pytest.mark.parametrize("changes", [{"ten": "thirty"}, {"east": "north"}, {"lift": "gate"}])
def test_what_differs_in_another_word_is_listed_too(service: Service, changes: dict[str, str]) -> None:
    found = search(service, notice(1, "Monday"), notice(8, "Monday", **changes))
    assert sorted(ids(found)) == ["notice-1", "notice-8"]


def test_two_dates_of_documents_without_one_are_listed_both(service: Service) -> None:
    undated = [notice(1, "Monday"), notice(8, "Monday")]
    found = search(service, *(Document(one.id, one.text, one.title) for one in undated))
    assert sorted(ids(found)) == ["notice-1", "notice-8"]
