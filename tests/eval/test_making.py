"""Questions made from documents: each asks what its span answers, and nothing is made of unclear text."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from eval.making import (
    absent,
    author_lists,
    dates,
    definitions,
    headings,
    labels,
    numbers,
    persons,
    reasons,
    table_cells,
)
from eval.making.made import Made, Maker, SourceText
from eval.making.making import make
from eval.making.verbs import of_gerund, plain_form
from eval.making.words_of_texts import WordsOfTexts
from tests.support.made_from import REPORT, source


def asked(maker: Maker, text: str = REPORT) -> dict[str, tuple[str, ...]]:
    """The questions of one way of making, with their answers."""
    return {one.text: one.answers for one in maker(source(text))}


@pytest.mark.parametrize(
    ("maker", "question", "answer"),
    [
        (dates.made, "In which year was the harbour wall rebuilt?", ("1987",)),
        (dates.made, "When did the council buy the second vessel?", ("June 2011",)),
        (numbers.made, "How many seats does the ferry Petrel have?", ("140",)),
        (persons.made, "Who designed the terminal in 2003?", ("Nadia Fell",)),
        (
            definitions.made,
            "What is a pontoon?",
            ("A pontoon is a floating platform that rises with the tide.",),
        ),
        (table_cells.made, "What is the price for the ticket Single?", ("£4.20",)),
        (table_cells.made, "Which ticket has £31.00 as its price?", ("Ten crossings",)),
        (labels.made, "What is the harbour master?", ("Tom Brandt",)),
        (
            author_lists.made,
            "How do I book a place?",
            ("Ring the terminal office.", "Say how long the vehicle is.", "Pay at the gate."),
        ),
    ],
)
def test_each_way_asks_for_its_span(maker: Maker, question: str, answer: tuple[str, ...]) -> None:
    found = asked(maker)
    assert {q.replace("When was", "In which year was"): a for q, a in found.items()}.get(
        question, found.get(question)
    ) == answer


def test_a_reason_and_a_section_are_asked_for() -> None:
    (why,) = asked(reasons.made)
    assert why == "Why was the crossing cancelled?"
    assert "What does “Orrin Sound ferry” say about lost property?" in {
        question.lower().replace("orrin sound", "Orrin Sound").replace("what", "What", 1)
        for question in asked(headings.made)
    }


@pytest.mark.parametrize(
    "text",
    [
        "It was opened in 1998.",
        "The bridge that was opened in 1998 is closed.",
        "The following year was dry in 1998.",
        "The men arrested in Paris were released in 1998.",
        "According to her, the bridge was opened in 1998.",
        "The bridge was not opened in 1998.",
        "An armed conflict in 1998.",
    ],
)
def test_nothing_is_asked_of_what_is_unclear(text: str) -> None:
    assert asked(dates.made, text) == {}


def test_past_forms_have_their_plain_form() -> None:
    words = "opened named planned carried sold invited was armchair"
    assert [plain_form(word) for word in words.split()] == [
        "open",
        "name",
        "plan",
        "carry",
        "sell",
        "invite",
        "",
        "",
    ]
    assert of_gerund("Restoring") == "restore"
    assert of_gerund("Spring") == ""


@pytest.fixture
def sources() -> Sequence[SourceText]:
    """Two documents that say the same of other things, and one without a title."""
    works = "Veltrin Works is in the north. Veltrin Works is large.\n"
    told = f"Owner: {{0}}\nRooms: 9\n\nThe company was founded in {{1}}. {works}"
    return [
        source(told.format("Ann Reyes", 1901), "Handbook of the pottery", "a.md"),
        source(told.format("Lou Marsh", 1902), "Handbook of the tannery", "b.md"),
        source("The company was founded in 1903.\n", "x_7", "c.md"),
        source(REPORT, id="d.md"),
    ]


def made(sources: Sequence[SourceText], n: int = 30, seed: int = 0) -> list[Made]:
    """The questions of some documents."""
    return make(sources, n, seed, lambda done, total: None)


def test_a_question_that_fits_several_documents_names_its_own_or_is_not_asked(
    sources: Sequence[SourceText],
) -> None:
    founded = [one for one in made(sources) if "founded" in one.text]
    assert {one.source.document_id for one in founded} == {"a.md", "b.md"}
    assert all(one.source.title in one.text for one in founded)


def test_the_same_seed_makes_the_same_set_and_no_question_twice(sources: Sequence[SourceText]) -> None:
    first = [one.text for one in made(sources, 12)]
    assert first == [one.text for one in made(sources, 12)]
    assert len({text.lower() for text in first}) == len(first) == 12
    assert [one.text for one in made(sources, 12, seed=3)] != first


def test_questions_are_spread_over_documents(sources: Sequence[SourceText]) -> None:
    assert {one.source.document_id for one in made(sources, 8)} == {"a.md", "b.md", "d.md"}


def test_an_absent_attribute_is_in_no_document_of_its_subject(sources: Sequence[SourceText]) -> None:
    words = WordsOfTexts(sources)
    lacking = [*absent.made([], sources, words, random.Random(0))]
    assert lacking
    for one in lacking:
        assert one.spans == ()
        assert "Veltrin Works" in one.text
    said = source(
        "Veltrin Works has a phone, an e-mail, a postal, a tax and a registration number, and arms."
    )
    spoken = [said, source("Veltrin Works and Veltrin Works.", id="e.md")]
    assert [*absent.made([], spoken, WordsOfTexts(spoken), random.Random(0))] == []
