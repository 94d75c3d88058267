"""What belongs to another date than the one asked for is doubted."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.read.other_dates import OF_DOCUMENT, OF_MONTH, OTHER_DATE, belongs_elsewhere, without_other_dates
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.understand.parse import parse
from tests.support.passages import of_text

LIST = "12 May 2026: open from 9 to 12\n15 December 2026: open from 13 to 15\nAlways: free entry"


def doubt(question: str, text: str, words: str, published: str = "") -> float:
    """How surely the first place of `words` belongs to another date."""
    date = parse(question).date
    assert date is not None
    start = text.index(words)
    return belongs_elsewhere(date, of_text(text, published=published), Span(start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (LIST, "9 to 12", 1.0),
        (LIST, "13 to 15", 0.0),
        ("Open on 12 May 2026 from 9 to 12. Later it rained.", "9 to 12", 1.0),
        ("Open from 9 to 12 between 12 and 20 December 2026.", "9 to 12", 0.0),
        ("12 May 2026\nOpen from 9 to 12.", "9 to 12", 1.0),
        ("Dec 15\nOpen from 9 to 12.", "9 to 12", 0.0),
        ("Open from 9 to 12.", "9 to 12", 0.0),
    ],
)
def test_the_date_that_a_span_belongs_to(text: str, words: str, expected: float) -> None:
    assert doubt("When is it open on 2026-12-15?", text, words) == expected


def test_the_date_of_the_document_counts_less() -> None:
    text = "Open from 9 to 12."
    assert doubt("When is it open on 15 December 2026?", text, "9 to 12", "2026-05-12") == OF_DOCUMENT
    assert doubt("When is it open on 15 December 2026?", text, "9 to 12", "2026-12-15") == 0.0
    assert doubt("When is it open in December 2026?", LIST, "9 to 12") == OF_MONTH


def test_the_reading_is_less_sure() -> None:
    date = parse("When is it open on 15 December 2026?").date
    assert date is not None
    spans = [(LIST.index(words), len(words), odds) for words, odds in (("9 to 12", 5.0), ("13 to 15", 3.0))]
    reading = Reading(tuple(ScoredSpan(Span(at, at + size), odds) for at, size, odds in spans), 5.2)
    found = without_other_dates(date, of_text(LIST), reading)
    assert [one.margin for one in found.spans] == [3.0, 5.0 - OTHER_DATE]
    assert round(found.odds, 6) == 3.2
