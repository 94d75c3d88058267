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


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("Asset", "Useful life"), ("Buildings", "5-35")),
        (("Security", "Symbol"), ("Common stock", "MMM MMM")),
        (("Signature", "Title"), ("Corie Hall", "(chief accountant)")),
        (("Signature", "Title"), ("/s/ Corie Hall", "Chief accountant")),
        (("Notes / 2022 amount", "Rate"), ("Registered note", "2.12 %")),
    ],
)
def test_a_cell_that_says_too_little_alone_is_not_asked_for(
    head: tuple[str, str], row: tuple[str, str]
) -> None:
    def lines(*rows: tuple[str, str]) -> str:
        first, *rest = (f"| {a} | 7 years | {b} |" for a, b in rows)
        return "\n".join([first.replace("7 years", "Term"), "| --- | --- | --- |", *rest])

    others = (("Alder note", "Plain words"), ("Birch note", "Other words"))
    assert ("Plain words",) in asked(table_cells.made, lines(("Security", "Symbol"), *others)).values()
    assert (row[1],) not in asked(table_cells.made, lines(head, row, *others)).values()


def test_a_table_says_are_of_what_is_counted_before_its_preposition() -> None:
    text = "| Name | Years with the company |\n| --- | --- |\n| Ann Lee | 9 |\n| Bo Hart | 12 |\n"
    assert "What are the years with the company for Bo Hart?" in asked(table_cells.made, text)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "Revenue fell by $24 million, or 8%, in 2023, compared to 2022.",
            "By how much did the town's revenue fall in 2023?",
        ),
        ("Revenue fell by $24 million.", "By how much did the town's revenue fall?"),
        ("Revenue fell by $24 million, rose by $4 million, and fell again.", None),
    ],
)
def test_a_change_is_asked_for_with_its_time(sentence: str, question: str | None) -> None:
    found = asked(numbers.made, f"# R\n\nThe town's {sentence[0].lower()}{sentence[1:]}")
    assert [*found] == ([question] if question else [])


@pytest.mark.parametrize(
    "section",
    [
        "## Rates\n\nRefer to Note 3 of the report for all rates that are charged in the harbour.",
        "## Rates\n\nThe following table has all of the rates that are charged in the harbour in this year.",
        "## TERMS OF USE Rates\n\nThe harbour charges boats by their length, and by the days they stay.",
    ],
)
def test_a_section_that_only_leads_elsewhere_is_not_asked_for(section: str) -> None:
    plain = "## Rates\n\nThe harbour charges boats by their length, and by the days that they stay there."
    assert len(asked(headings.made, f"# Harbour\n\n{plain}")) == 1
    assert not asked(headings.made, f"# Harbour\n\n{section}")


def test_a_condition_is_no_definition_and_money_no_subject() -> None:
    text = "# R\n\nA contract is a lease if it gives the right to use a thing for some time. "
    text += (
        "The graph assumes $100 was invested in June 2019. A pontoon is a platform that floats on the water."
    )
    assert [*asked(definitions.made, text)] == ["What is a pontoon?"]
    assert not asked(dates.made, text)


def test_what_names_pages_or_stands_in_another_table_too_is_not_asked_for() -> None:
    head = "| Firm | Country | Page |\n| --- | --- | --- |\n"
    one = f"{head}| Alder Ltd | Malta | 104 |\n| Birch Ltd | Norway | 105 |\n"
    other = f"{head}| Cedar Ltd | Malta | 106 |\n| Dogwood Ltd | Latvia | 107 |\n"
    found = asked(table_cells.made, f"{one}\nMore firms:\n\n{other}")
    assert not [question for question in found if "page" in question.lower()]
    assert {q for q in found if q.startswith("Which")} == {
        "Which firm has Norway as its country?",
        "Which firm has Latvia as its country?",
    }


def test_a_reason_of_a_noun_is_not_that_of_the_statement() -> None:
    text = "# R\n\nA main area of the watch is credit loss due to weak markets. "
    text += "The crossing was cancelled due to thick fog."
    assert [*asked(reasons.made, text)] == ["Why was the crossing cancelled?"]
