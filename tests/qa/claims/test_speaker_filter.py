"""Questions of what one voice says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents import Span
from qa.claims.speaker_filter import WITHIN, asks_for, heard, speaker_of
from qa.read.read_passages import FoundSpan
from qa.read.reader.protocol import Reading
from tests.qa.read.test_read_passages import evidence
from tests.qa.retrieve.test_evidence import stored

TEXT = [
    ["The Red Crescent", "said that", "61 people died."],
    ["According to", "local media,", "100 people died."],
    ["Some 43", "were hurt."],
]


def spans(**margins: float) -> list[FoundSpan]:
    """A span of TEXT for each figure, with its margin; best first."""
    passage = stored(TEXT)
    held = replace(evidence(1, 1.0), passage=passage, reading=Reading((), 2.5))
    found = []
    for name, margin in margins.items():
        start = passage.text.index(name[1:])
        found.append(FoundSpan(held, Span(start, start + len(name) - 1), margin, margin))
    return sorted(found, key=lambda one: -one.margin)


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
    assert asks_for(question, speaker) is asked


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
def test_the_figure_of_the_voice_that_is_named_comes_first(question: str, first: str) -> None:
    found = spans(_100=2.0, _61=-2.0, _43=-3.0)
    after = heard(question, found)
    assert after[0].text == first
    assert sorted(one.text for one in after) == ["100", "43", "61"]


def test_what_is_out_of_the_question_is_not_heard() -> None:
    found = spans(_100=2.0, _61=2.0 - WITHIN - 1)
    assert heard("How many people died according to the Red Crescent?", found)[0].text == "100"
    assert heard("How many people died according to the Red Crescent?", []) == []


def test_who_says_a_span() -> None:
    speakers = {one.text: speaker_of(one) for one in spans(_100=2.0, _61=1.0, _43=0.0)}
    assert speakers == {"100": "local media", "61": "The Red Crescent", "43": ""}
