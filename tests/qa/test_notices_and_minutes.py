"""Questions on notices and minutes, with the real models: hours, people, speakers, exceptions, siblings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.documents import Document
from qa.schemas import Answer, AskQuery, AskResponse, Verdict
from qa.service import Service
from qa.settings import Settings

pytestmark = pytest.mark.real_model

NOTICE = """# Tool library Westerby

Open Mon-Thu 9-6, Fri 9-1 and Sat 10-2; closed on Sundays.

Full-time members may borrow eight tools. Tools are lent for two weeks. For drills it is only three days.

- Asta Berg, caretaker
- Milo Ried, treasurer
- Ines Falk, head of repairs
"""
MINUTES = """Minutes of the tool library, 4 May

Present: Asta Berg (chair), Jon Moor (secretary), Ada Quist, Rolf Ekman (vice-chair)
Apologies: Ines Falk

The roofer put the repair of the roof at 48,000 euros, the surveyor at 61,000.
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    documents = [
        Document("notice.md", NOTICE, "Tool library Westerby"),
        Document("minutes.txt", MINUTES, "Minutes"),
    ]
    service.ingester.add("default", documents)
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str) -> AskResponse:
    return service.ask(AskQuery(question=question))


def answer(service: Service, question: str) -> Answer:
    found = ask(service, question).answer
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Is the tool library open at 5 p.m. on Tuesday?", Verdict.YES),
        ("Is the tool library open on Friday at 3 p.m.?", Verdict.NO),
        ("Is the tool library open at 11 a.m. on Saturday?", Verdict.YES),
        ("are you open on saturday at 4 pm", Verdict.NO),
    ],
)
def test_the_hours_of_the_asked_day_decide(service: Service, question: str, verdict: Verdict) -> None:
    assert answer(service, question).verdict is verdict


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("Who is the caretaker of the tool library?", "Asta Berg"),
        ("Who is the treasurer of the tool library?", "Milo Ried"),
        ("Who chaired the meeting?", "Asta Berg"),
        ("Who was the secretary at the meeting?", "Jon Moor"),
    ],
)
def test_of_a_list_of_people_the_one_with_the_role_is_shown(
    service: Service, question: str, person: str
) -> None:
    assert answer(service, question).text == person


def test_two_speakers_of_one_sentence_stand_side_by_side(service: Service) -> None:
    response = ask(service, "How much will the repair of the roof cost?")
    assert {(one.value, one.said_by) for one in response.claims} == {
        ("48,000 euros", "The roofer"),
        ("61,000", "the surveyor"),
    }


def test_a_rule_comes_with_the_exception_that_is_asked_for(service: Service) -> None:
    assert "three days" in answer(service, "How long may I keep a tool if it is a drill?").text


@pytest.mark.parametrize(
    ("question", "of_the_sibling"),
    [
        ("Who is the vice-treasurer?", "Milo Ried"),
        ("How many tools may part-time members borrow?", "eight"),
    ],
)
def test_what_is_said_of_a_sibling_is_no_answer(service: Service, question: str, of_the_sibling: str) -> None:
    found = ask(service, question).answer
    assert found is None or of_the_sibling not in found.text
