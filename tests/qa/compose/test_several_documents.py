"""Answers that take more than one place: of several documents, of two questions, of two sides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.documents import Document
from qa.schemas import AnswerForm, AskQuery, AskResponse
from qa.service import Service
from qa.settings import Settings

pytestmark = pytest.mark.real_model

NOTES = [
    Document(
        id="may", title="Site note May", text="The crane arrived on 4 May. The north wall has two cracks."
    ),
    Document(
        id="june", title="Site note June", text="The cracks were filled by Oskar Lind. It rained for a week."
    ),
    Document(id="july", title="Site note July", text="The roof was closed. The painters begin in August."),
    Document(
        id="paint",
        title="Paint",
        media_type="text/markdown",
        text="# Paint\n\nMatt paint hides dents and cannot be washed. "
        "Gloss paint shows dents and can be washed.\n\n"
        "The paint shop was opened by Irma Bohm in 1988. It sells brushes too.\n",
    ),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    service.ingester.add("default", NOTES)
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str) -> AskResponse:
    return service.ask(AskQuery(question=question))


def test_the_documents_that_mention_something_are_listed_with_their_sentences(service: Service) -> None:
    answer = ask(service, "Which notes mention cracks?").answer
    assert answer is not None
    assert answer.kind is AnswerForm.LIST
    assert {(item.label, item.text) for item in answer.items} == {
        ("Site note May", "The north wall has two cracks."),
        ("Site note June", "The cracks were filled by Oskar Lind."),
    }


def test_what_no_document_mentions_has_no_list(service: Service) -> None:
    assert ask(service, "Which notes mention elephants?").answer is None


def test_two_questions_in_one_get_two_answers(service: Service) -> None:
    answer = ask(service, "Who opened the paint shop and when?").answer
    assert answer is not None
    assert [(item.label, item.text) for item in answer.items] == [
        ("Who opened the paint shop", "Irma Bohm"),
        ("when", "1988"),
    ]


def test_it_is_said_where_perhaps_one_of_two_is_answered(service: Service) -> None:
    response = ask(service, "Who opened the paint shop and how tall is the tower of Pisa?")
    warned = [warning for warning in response.warnings if "two things" in warning.message]
    assert bool(warned) is (response.answer is not None)


def test_a_comparison_shows_both_sides(service: Service) -> None:
    response = ask(service, "How do matt paint and gloss paint differ?")
    shown = response.answer or response.closest
    assert shown is not None
    assert [item.label for item in shown.items] == ["matt paint", "gloss paint"]
    assert "hides dents" in shown.items[0].text
    assert "shows dents" in shown.items[1].text
