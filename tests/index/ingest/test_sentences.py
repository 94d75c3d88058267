"""Sentences: exact spans, and the full stops that end nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Span
from index.ingest.sentences import sentences

WORDS = [
    "He",
    "left.",
    "approx.",
    "5",
    "U.S.",
    "\n",
    "\n\n",
    " ",
    "“",
    "”",
    ")",
    "No!",
    "😀.",
    "e.g.",
    "é",
    "[1]",
    "The",
]
texts = st.one_of(
    st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join)
)


def said(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@given(texts, st.data())
def test_sentences_cover_the_span_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    covered: set[int] = set()
    at = start
    for span in sentences(text, Span(start, end)):
        assert at <= span.start < span.end <= end
        assert span.of(text) == span.of(text).strip()
        covered.update(range(*span))
        at = span.end
    assert {i for i in range(start, end) if not text[i].isspace()} <= covered


@pytest.mark.parametrize(
    "one",
    [
        "approx. 15,000 troops (3.5%) were sent on Nov. 5.",
        "J. R. R. Tolkien met Gen. Lee and Lt. Gen. Smith at 5 a.m. Monday.",
        "The U.S. Army bought it from Acme Inc. and Foo Corp. in St. Louis.",
        "See fig. 3, pp. 4-5 of vol. 2, e.g. the map, i.e. No. 7 vs. no. 8.",
        "The doctor (Ph.D.) Smith agreed.",
        "A line that is wrapped\nin the middle approx.\n3 words on.",
        "Yahoo! is a company.",
        '"Go!" he cried.',
        "1. The first of the items",
        "He left in the year of the flood.[citation needed]",
    ],
)
def test_one_sentence(one: str) -> None:
    assert said(one) == [one]


@pytest.mark.parametrize(
    "several",
    [
        ["He lives in the U.S.", "She left."],
        ["He said no.", "She left at 5 p.m.", "The end."],
        ["He came (by train.)", "She did not."],
        ["“I came.", "I saw.”", "He left."],
        ['He said "Stop."', "Then he left."],
        ["It was so.[2]", "Nobody knew.", "3.2 million came."],
        ["hello there.", "what is this?", "Nothing."],
        ["你好。", "再见。"],
    ],
)
def test_several_sentences(several: list[str]) -> None:
    assert said(" ".join(several)) == several


def test_a_blank_line_ends_a_sentence() -> None:
    assert said("no stop here\n \nnor here") == ["no stop here", "nor here"]


def test_offsets_are_code_points() -> None:
    assert sentences("😀é one. 😀 Two.", Span(0, 15)) == [Span(0, 7), Span(8, 14)]


@pytest.mark.parametrize("unit", ["word ", "w", ".", "“", "a. ", "(a. ", "[a."])
def test_time_is_linear_in_the_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        sentences(text, Span(0, length))
        return time.process_time() - start

    # Quadratic time would make it 100 times as long; the constant keeps noise out.
    assert seconds(100_000) < 30 * (seconds(10_000) + 0.005)


@pytest.mark.parametrize(
    "expected",
    [
        ["会議は月曜日です。", "次は火曜日です！", "本当ですか？", "はい。"],
        ["彼は「行く。」と言った。", "そして帰った。"],
        ["「行く。」", "「帰る。」"],
        ["『本当？』彼は聞いた。"],
        ["今天开会。", "你好吗？", "他说：“不去。”", "然后走了。"],
        ["東京（日本。）は首都。"],
        ["おわり｡", "つぎ｡"],
    ],
)
def test_sentences_end_without_spaces_in_japanese_and_chinese(expected: list[str]) -> None:
    assert said("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["यह पहला वाक्य है।", "यह दूसरा है॥", "तीसरा?"],
        ["ما هو موعد الاجتماع؟", "الاجتماع يوم الاثنين.", "شكرا۔", "نعم"],
        ["ដំបូង។", "ទីពីរ។"],
        ["မင်္ဂလာပါ။", "နေကောင်းလား။"],
    ],
)
def test_other_scripts_have_stops_of_their_own(expected: list[str]) -> None:
    assert said(" ".join(expected)) == expected
