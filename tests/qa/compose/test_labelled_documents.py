"""Minutes, a data sheet and a README, with lines of labels and values, with the real models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.documents import Document
from qa.schemas import Answer, AskQuery
from qa.service import Service
from qa.settings import Settings

pytestmark = pytest.mark.real_model

MINUTES = """# Bee keepers, minutes

## Meeting of 5 October 2026

Present: Edda Kolb (chair), Otto Brandt, Lena Fuchs.
Apologies: Karl Moll, Vera Stein.

The keepers talked about mites in the hives at the mill. Otto showed two new traps. Honey will be sold at \
the market in November.

Next meeting: 2 November 2026, 19:30, in the barn.

## Meeting of 7 September 2026

Present: Edda Kolb (chair), Lena Fuchs.

The keepers decided to buy a centrifuge. Wasps had killed one of the hives.

Next meeting: 5 October 2026, 19:30, in the barn.
"""
SHEET = """Kestrel Boats, people

Managing director (MD): Iris Vogel
Technical director (TD): Hans Adler
Sales director (SD): Marta Klein
"""
README = """# logsift

logsift finds rare lines in large log files. It reads gzip.

## Configuration

The configuration file is logsift.toml. The default is logsift.toml in the home folder.
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    documents = [
        Document("minutes.md", MINUTES, title="Bee keepers, minutes", media_type="text/markdown"),
        Document("sheet.txt", SHEET, title="sheet"),
        Document("readme.md", README, title="logsift", media_type="text/markdown"),
    ]
    service.ingester.add("default", documents)
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str) -> Answer:
    answer = service.ask(AskQuery(question=question, abstain=False)).answer
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who is the TD", "Hans Adler"),
        ("Who is the sales director?", "Marta Klein"),
        ("When is the next meeting?", "2 November 2026"),
    ],
)
def test_the_value_of_the_line_that_is_asked_for_is_the_answer(
    service: Service, question: str, text: str
) -> None:
    assert ask(service, question).text == text


def test_a_tool_is_defined_by_the_lead_below_its_name(service: Service) -> None:
    assert ask(service, "What is logsift?").text == "logsift finds rare lines in large log files."


def test_the_latest_of_dated_sections_is_described_without_its_labels(service: Service) -> None:
    text = ask(service, "What was the latest meeting about?").text
    assert "mites" in text
    assert not any(words in text for words in ("Present", "Next meeting", "centrifuge", "Wasps"))
