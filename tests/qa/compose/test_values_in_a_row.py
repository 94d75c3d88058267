"""Members of the values that the reader found."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.claims.found_value import FoundValue
from qa.compose.composed import Findings
from qa.compose.values_in_a_row import row_of_several, several_values
from qa.read.found_spans import FoundSpan
from qa.understand.parse import parse
from tests.support.passages import of_text, read_evidence, searched

TEXT = "Maps are free. Else --- is paid, and • too."
CREW = "Crew: Ann Lee (captain), Bo Fox (cook), Cy Hart (vice-captain), Di Orr (cook)"


def found_value(words: str, text: str = TEXT, question: str = "What is free?") -> Findings:
    asked, evidence = parse(question), read_evidence(1, 1.0, passage=of_text(text))
    start = text.index(words)
    value = FoundValue(asked, FoundSpan(evidence, Span(start, start + len(words)), 3.0, 3.0))
    return Findings(asked, searched(), [evidence], [value])


@pytest.mark.parametrize("words", ["---", "•"])
def test_marks_alone_are_no_list(words: str) -> None:
    assert row_of_several(found_value(words)) is None
    assert several_values(found_value(words)) is None


@pytest.mark.parametrize(
    ("question", "value", "row"),
    [
        ("Who was in the crew?", "Bo Fox", 4),
        ("Who were the cooks of the crew?", "Bo Fox", 2),
        ("Who was the captain of the crew?", "Ann Lee", None),
        ("Who was the vice-captain?", "Cy Hart", None),
        ("What was Di Orr?", "cook", None),
    ],
)
def test_of_a_row_the_members_count_that_are_asked_for(question: str, value: str, row: int | None) -> None:
    made = row_of_several(found_value(value, CREW, question))
    assert (len(made.parts) if made else None) == row
