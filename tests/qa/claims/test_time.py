"""Reading a value takes no longer than its text is long: no pattern goes through all the ways to cut it."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.claims.attribution import attribute
from qa.claims.extent import extent
from qa.claims.values import Kind, value_of
from qa.conversation.follow_up.rewrite import rewrite
from qa.conversation.follow_up.turns import Turn
from qa.read.span_boundaries import snap_to_words
from qa.understand.parse import parse
from tests.support.processor_time import takes_at_most

#: Far more than any of this takes, far less than going through 2 to the hundredth.
LONGEST_S = 5.0
PIECES = [
    "1",
    "12",
    "12 ",
    "A",
    "A.",
    "AB",
    "1,",
    "the ",
    "March ",
    "St. ",
    "and ",
    "million ",
    "(",
    "\t",
    "<",
    "-1",
]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(piece: str) -> None:
    with takes_at_most(LONGEST_S):
        for size in (30, 280, 4000):
            text = (piece * size)[:size] + " Bank said that twelve soldiers came"
            whole, at = Span(0, len(text)), text.index("twelve")
            attribute(text, whole, Span(at, at + 6))
            extent(text, whole, Span(at, at + 6), numeric=True)
            snap_to_words(text, whole)
            for words in (text[:size], f"{text[:size]}!", text):
                for question in ("How many?", "When?", "What is it?"):
                    value_of(parse(question), words, "2024-11-05")
            rewrite("Why did they come?", [Turn("How many soldiers came?", text), Turn(text, "twelve")])
            rewrite(f"What about {text[:300]}?", [Turn(text, "twelve")])


@pytest.mark.parametrize(
    "words", ["7" * 309, "one " + "trillion " * 26, "$" + "9" * 400, "1 to " + "8" * 320]
)
@pytest.mark.parametrize("question", ["How many are there?", "What is the number?", "When?"])
def test_what_no_number_can_hold_is_text(words: str, question: str) -> None:
    found = value_of(parse(question), words, "")
    assert found.meaning is None
    assert found.kind is not Kind.NUMBER


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK/=", Kind.TEXT),
        ("Bank of New York", Kind.NAME),
        ("World War 2", Kind.NAME),
    ],
)
def test_a_code_is_no_name(words: str, kind: Kind) -> None:
    assert value_of(parse("What is it?"), words, "").kind is kind
