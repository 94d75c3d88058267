"""Questions of what one speaker says."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.claims.found_value import FoundValue
from qa.claims.speaker_filter import WITHIN, prefer_speaker
from qa.read.found_spans import FoundSpan
from qa.understand.parse import parse
from tests.support.passages import read_evidence, stored

TEXT = [
    ["The Red Crescent", "said that", "61 people died."],
    ["According to", "local media,", "100 people died."],
    ["Some 43", "were hurt."],
]


def values(question: str, **margins: float) -> list[FoundValue]:
    """A value of TEXT for each figure, with its margin; best first."""
    passage = stored(TEXT)
    held = read_evidence(1, 1.0, 2.5, passage)
    found = []
    for name, margin in margins.items():
        start = passage.text.index(name[1:])
        found.append(FoundSpan(held, Span(start, start + len(name) - 1), margin, margin))
    found.sort(key=lambda one: -one.margin)
    return [FoundValue(parse(question), one) for one in found]


@pytest.mark.parametrize(
    ("question", "speaker", "asked"),
    [
        ("According to the Red Crescent, how many died?", "The Red Crescent", True),
        ("how many died according to the red crescent", "The Red Crescent", True),
        ("How many died according to U.S. intelligence?", "U.S. and South Korean intelligence", True),
        ("How many does Umerov expect?", "Ukraine's Defense Minister, Rustem Umerov", True),
        ("What is the ministry's estimate of the toll?", "the ministry", True),
        ("What number is in the estimate by the ministry?", "The ministry", True),
        ("According to the Red Crescent, how many died?", "local media", False),
        ("According to the Red Crescent, how many died?", None, False),
        ("How many of the Red Crescent died?", "The Red Crescent", False),
    ],
)
def test_whose_words_a_question_wants(question: str, speaker: str | None, asked: bool) -> None:
    assert parse(question).asks_speaker(speaker) is asked


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How many people died according to the Red Crescent?", "61"),
        ("How many people died according to local media?", "100"),
        ("How many people died according to the mayor?", "100"),
        ("How many people died?", "100"),
        ("Who died according to the Red Crescent?", "100"),
    ],
)
def test_the_figure_of_the_speaker_that_is_named_comes_first(question: str, first: str) -> None:
    after = prefer_speaker(parse(question), values(question, _100=2.0, _61=-2.0, _43=-3.0))
    assert after[0].found.text == first
    assert after[0].margin == 2.0
    assert sorted(one.found.text for one in after) == ["100", "43", "61"]


def test_what_is_out_of_the_question_is_not_preferred() -> None:
    question = "How many people died according to the Red Crescent?"
    unlikely = values(question, _100=2.0, _61=2.0 - WITHIN - 1)
    assert prefer_speaker(parse(question), unlikely)[0].found.text == "100"
    assert prefer_speaker(parse(question), []) == []


def test_who_says_a_value() -> None:
    found = values("How many people died?", _100=2.0, _61=1.0, _43=0.0)
    speakers = {one.found.text: one.speaker for one in found}
    assert speakers == {"100": "local media", "61": "The Red Crescent", "43": None}
