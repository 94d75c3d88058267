"""Questions are spelled as the collection spells, and nothing else of them is touched."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.schemas import AskQuery, Query
from qa.service import Service

HANDBOOK = """Parental leave lasts sixteen weeks. The reimbursement of hotel costs takes ten days.

The Kestrel gateway is restarted by Zuzana Hrubá. Its certificate ends in October.

Les congés sont accordés par le directeur."""


@pytest.fixture(autouse=True)
def _handbook(service: Service) -> None:
    service.ingester.add("default", [Document("h", HANDBOOK, "Handbook")])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("How long is parentel leave?", "How long is parental leave?"),
        ("How long is paretnal leave?", "How long is parental leave?"),
        ("how long is parentalleave", "how long is parental leave"),
        ("When is the rembursement of hotel costs paid?", "When is the reimbursement of hotel costs paid?"),
        ("who restarts the kestral gateway", "who restarts the kestrel gateway"),
        ("When does its certifficate end?", "When does its certificate end?"),
    ],
)
def test_a_slip_is_corrected_and_shown(service: Service, typed: str, meant: str) -> None:
    response = service.ask(AskQuery(question=typed))
    assert (response.question, response.searched_as) == (typed, meant)
    assert service.search(Query(question=typed)).searched_as == meant
    asked = service.ask(AskQuery(question=meant))
    assert [p.score for p in response.passages] == [p.score for p in asked.passages]


@pytest.mark.parametrize(
    "question",
    [
        "How long is parental leave?",
        "What does Zuzana Hruba restart?",
        "Who is Zelda Hubner?",
        "What is KSTREL-40?",
        "Is RTFO needed?",
        "How are bananas transported?",
        "Wie lange dauert die Elternzeit?",
        "Quand sont accordés les congés?",
        "x12 gatway-3",
    ],
)
def test_what_is_right_or_unknown_stays(service: Service, question: str) -> None:
    assert service.ask(AskQuery(question=question)).searched_as is None


def test_a_query_can_insist_on_its_words(client: TestClient) -> None:
    typed = {"question": "How long is parentel leave?", "spelling": False}
    assert client.post("/v1/ask", json=typed).json()["searched_as"] is None
    assert client.post("/v1/search", json=typed).json()["searched_as"] is None


def test_new_words_are_known_at_once_and_erased_ones_forgotten(service: Service) -> None:
    asked = AskQuery(question="Who cleans the quokkka cages?")
    assert service.ask(asked).searched_as is None
    service.ingester.add("default", [Document("zoo", "The quokka cages are cleaned by Finn.", "Zoo")])
    assert service.ask(asked).searched_as == "Who cleans the quokka cages?"
    service.delete("default", "zoo")
    assert service.ask(asked).searched_as is None
