"""Questions for the latest, for a date, and on a document itself, over the bundled models."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Document
from qa.schemas import AskQuery, AskResponse, Citation, MetadataCitation
from qa.service import Service
from qa.settings import Settings

NOTES = (
    ("2026-10-12", "The team meeting was about the leak in the cellar. Ann Berg chaired it."),
    ("2026-06-01", "The team meeting was about the summer party. Tom Hale chaired it."),
    ("2026-03-02", "The team meeting was about hiring two engineers. Rita Moss chaired it."),
)
BOILER = (
    "The boiler is off from 9:00 to 12:00 on 12 May 2026.\n"
    "The boiler is off from 13:00 to 15:00 on 15 December 2026."
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The notes, a schedule, and a handbook with an author."""
    service = Service(Settings(home=Path(tmp_path_factory.mktemp("home"))))
    notes = [Document(f"note {day}", text, "Team meeting", published=day) for day, text in NOTES]
    handbook = Document(
        "handbook",
        "Everybody has 28 days of leave. The office closes at 6 in the evening.",
        "Staff handbook",
        published="2023-01-10",
        metadata={"author": "Nadia Brook"},
        modified="2025-06-03",
    )
    service.ingester.add("default", [*notes, Document("boiler", BOILER, "Boiler maintenance"), handbook])
    return service


def ask(service: Service, question: str) -> AskResponse:
    """The response to a question."""
    return service.ask(AskQuery(question=question))


@pytest.mark.parametrize(
    ("question", "answer", "day"),
    [
        ("What was the latest team meeting about?", "the leak in the cellar", "2026-10-12"),
        ("Who chaired the most recent team meeting?", "Ann Berg", "2026-10-12"),
        ("What was the team meeting on 12 October 2026 about?", "the leak in the cellar", "2026-10-12"),
        ("What was the team meeting on 2026-06-01 about?", "the summer party", "2026-06-01"),
        ("Who chaired the team meeting in March 2026?", "Rita Moss", "2026-03-02"),
    ],
)
def test_the_note_of_the_time_asked_for_answers(
    service: Service, question: str, answer: str, day: str
) -> None:
    response = ask(service, question)
    assert response.answer is not None
    assert answer in response.answer.text
    assert {citation.published for citation in response.answer.citations} == {day}
    assert not response.sources_disagree


@pytest.mark.parametrize(
    "date", ["2026-12-15", "15 December 2026", "Dec 15", "15/12/2026", "the 15th of December"]
)
def test_a_date_meets_every_spelling(service: Service, date: str) -> None:
    response = ask(service, f"When is the boiler off on {date}?")
    assert response.answer is not None
    assert response.answer.value == "13:00 to 15:00"
    assert not response.sources_disagree


@pytest.mark.parametrize(
    "question", ["When is the boiler off on 3 July 2026?", "What was the team meeting on 9 May 2026 about?"]
)
def test_another_date_is_no_answer(service: Service, question: str) -> None:
    assert ask(service, question).abstained


def test_a_date_with_two_readings_is_said(service: Service) -> None:
    (warning,) = ask(service, "When is the boiler off on 5/12/2026?").warnings
    assert warning.field == "question"
    assert "5 December 2026 and as 12 May 2026" in warning.message


@pytest.mark.parametrize(
    ("question", "field", "value"),
    [
        ("Who wrote the handbook?", "author", "Nadia Brook"),
        ("When was the handbook last changed?", "modified", "2025-06-03"),
        ("When was the staff handbook published?", "published", "2023-01-10"),
        ("What is the title of the handbook?", "title", "Staff handbook"),
    ],
)
def test_a_question_on_a_document_is_answered_from_its_metadata(
    service: Service, question: str, field: str, value: str
) -> None:
    answer = ask(service, question).answer
    assert answer is not None
    (cited,) = answer.citations
    assert isinstance(cited, MetadataCitation)
    assert (answer.value, answer.sentence, cited.field, cited.cited_text) == (value, None, field, value)
    assert "start" not in cited.url


def test_other_questions_are_answered_from_the_text(service: Service) -> None:
    answer = ask(service, "When does the office close?").answer
    assert answer is not None
    assert all(isinstance(cited, Citation) for cited in answer.citations)
