"""What disagrees and what does not, with the real models, on small documents of ordinary kinds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.documents import Document
from qa.schemas import AskQuery, AskResponse
from qa.server.routes.answer_markdown import answer_markdown
from qa.service import Service
from qa.settings import Settings

pytestmark = pytest.mark.real_model

NOTICE = (
    "The lift in the east wing is out of order on {day} May 2023. Please use the stairs or the lift in the"
    " west wing. Whoever needs help may call the porter, who comes within ten minutes."
)
DOCUMENTS = [
    Document(
        "rules",
        "During probation, all staff work in the office. After probation, staff may work from home three days"
        " a week. Unused leave may be carried over until 31 March.\n\n"
        "The jury are Ann Reed, Tom Hale and Ida Moss.",
        "Staff rules",
    ),
    Document(
        "letter", "A reminder: unused leave may be carried over until 30 June. Lunch is at noon.", "Letter"
    ),
    Document("trial", "The trial of the drug Norvalin took 22 months. Headache was common.", "Summary"),
    Document(
        "press", "In a trial that took 660 days, the drug Norvalin halved the attacks.", "Press release"
    ),
    *(
        Document(f"notice-{day}", NOTICE.format(day=day), "Notice", published=f"2023-04-{day:02}")
        for day in range(1, 9)
    ),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    service.ingester.add("default", DOCUMENTS)
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str) -> AskResponse:
    return service.ask(AskQuery(question=question))


def test_two_documents_that_differ_on_one_thing_disagree(service: Service) -> None:
    response = ask(service, "Until when may unused leave be carried over?")
    assert response.sources_disagree
    assert {claim.value for claim in response.claims} == {"31 March", "30 June"}


def test_one_length_of_time_in_two_units_is_no_dispute(service: Service) -> None:
    response = ask(service, "How long did the trial of Norvalin take?")
    assert response.answer is not None
    assert not response.sources_disagree


def test_parts_of_a_list_are_no_dispute(service: Service) -> None:
    assert not ask(service, "Who are the jury?").sources_disagree


def test_the_rule_for_another_time_is_neither_answer_nor_claim(service: Service) -> None:
    response = ask(service, "Can I work from home during probation?")
    shown = [*(claim.value for claim in response.claims), response.answer.text if response.answer else ""]
    assert not any("three days" in one for one in shown)


def test_notices_are_shown_once_the_newest_first(service: Service) -> None:
    response = ask(service, "When is the lift in the east wing out of order?")
    assert response.passages[0].citation.document_id == "notice-8"
    assert [one.document_id for one in response.passages[0].duplicates] == [
        f"notice-{n}" for n in range(7, 0, -1)
    ]
    assert not response.sources_disagree
    text, _ = answer_markdown(response, "https://example.org/")
    assert "and 7 more like it: Notice 2023-04-07, Notice 2023-04-06" in text.replace("\\", "")
