"""What is left out of a denial is no answer to what is denied."""

from __future__ import annotations

import numpy as np
import pytest

from index.documents import Span
from qa.read.excepted import LEFT_OUT, without_excepted
from qa.read.reader.protocol import Reading, ScoredSpan, Support
from qa.understand.parse import parse
from tests.support.passages import of_text

SUPPORT = Support(np.array([0]), np.array([6]), np.array([5], np.float32))
TEXT = "No one except the warden may feed the seals. Guests may not swim."


def read(question: str, text: str = TEXT, offset: int = 0) -> Reading:
    """A reading whose best answer is the warden, by a little."""
    passage = of_text(text, offset=offset)
    found = [ScoredSpan(Span(at, at + len(one)), 9.0 - n) for n, (one, at) in enumerate(_places(text))]
    return without_excepted(parse(question).denies, passage, Reading(tuple(found), 9.0, SUPPORT))


def _places(text: str) -> list[tuple[str, int]]:
    return [(one, text.index(one)) for one in ("the warden", "Guests") if one in text]


@pytest.mark.parametrize("offset", [0, 400])
def test_the_exception_loses_and_its_sentence_does_not(offset: int) -> None:
    reading = read("Who may not feed the seals?", offset=offset)
    assert [(one.span.of(TEXT), one.margin) for one in reading.spans] == [
        ("Guests", 8.0),
        ("the warden", 9.0 - LEFT_OUT),
    ]
    assert reading.odds == 8.0
    assert reading.support == SUPPORT


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who may feed the seals?", TEXT),
        ("Who may not feed the seals?", "Everyone except the warden may feed the seals."),
        ("Who may not feed the seals?", "The warden may not, nor may the warden feed the seals."),
    ],
)
def test_the_reading_stays_where_nothing_is_left_out_of_what_is_asked_for(question: str, text: str) -> None:
    assert read(question, text).spans[0].margin == 9.0
