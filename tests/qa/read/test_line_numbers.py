"""The number of a section, a rule or an entry answers no question for a number."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.read.line_numbers import LINE_NUMBER, line_numbers, without_line_numbers
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.understand.parse import parse
from tests.support.passages import of_text

TEXT = "4. Berths\nA berth costs 80 crowns a month.\n4.1 Guests\nGuests stay two nights."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, ["4", "4.1"]),
        ("## 7.3 How to moor\nTie up.", ["7.3"]),
        ("Rules\n(2) Dogs are welcome.\n  3) Cats are not.", ["2", "3"]),
        ("- 12. Winding up", ["12"]),
        ("5.1 Ropes\n5.2 Anchors", ["5.1", "5.2"]),
        ("1.5 litres of milk\n3 eggs\n2.4 kg of flour", []),
        ("2019. That was the year.\n12 boats came.\n4.3.0 (19 May)", []),
        ("The fee is\n80 crowns.", []),
    ],
)
def test_numbers_of_lines_are_told_from_quantities(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in line_numbers(text)] == expected


def read(question: str, *answers: str) -> Reading:
    spans = [
        ScoredSpan(Span(at, at + len(one)), 3.0 - n)
        for n, one in enumerate(answers)
        for at in [TEXT.index(one)]
    ]
    return without_line_numbers(parse(question), of_text(TEXT), Reading(tuple(spans), 3.0))


def test_the_number_of_a_section_loses_to_a_quantity() -> None:
    reading = read("How many berths are there?", "4.", "80 crowns")
    assert [(one.span.of(TEXT), one.margin) for one in reading.spans] == [
        ("80 crowns", 2.0),
        ("4.", 3.0 - LINE_NUMBER),
    ]
    assert reading.odds == 2.0


def test_a_passage_with_nothing_else_answers_no_more() -> None:
    assert read("How many guests are there?", "4.1").odds == 3.0 - LINE_NUMBER


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which section is about berths?", "4."),
        ("How many nights do guests stay?", "two nights"),
        ("What are the rules for berths?", "4. Berths"),
    ],
)
def test_what_is_no_number_of_a_line_or_not_asked_for_as_one_stays(question: str, answer: str) -> None:
    assert read(question, answer).spans[0].margin == 3.0
