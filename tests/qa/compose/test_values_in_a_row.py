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


def found_value(words: str) -> Findings:
    asked, evidence = parse("What is free?"), read_evidence(1, 1.0, passage=of_text(TEXT))
    start = TEXT.index(words)
    value = FoundValue(asked, FoundSpan(evidence, Span(start, start + len(words)), 3.0, 3.0))
    return Findings(asked, searched(), [evidence], [value])


@pytest.mark.parametrize("words", ["---", "•"])
def test_marks_alone_are_no_list(words: str) -> None:
    assert row_of_several(found_value(words)) is None
    assert several_values(found_value(words)) is None
