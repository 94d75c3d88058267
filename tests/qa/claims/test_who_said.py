"""Questions of who said a figure."""

from __future__ import annotations

import pytest

from qa.claims.who_said import speakers_of_figures
from qa.read.found_spans import supporting_sentence
from qa.read.read_evidence import ReadEvidence
from qa.understand.parse import parse
from tests.support.passages import read_evidence, stored

TEXT = [
    ["The mayor", "said that", "1,200", "cows were in the meadow."],
    ["According to", "the farmer,", "there were 900 cows."],
    ["In 1998", "there were 40."],
]


def read(*sentences: list[str], n: int = 1, odds: float = 1.0) -> ReadEvidence:
    return read_evidence(n, 1.0, odds, stored(list(sentences), id=n, document_id=f"d{n}"))


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Who said that 1200 cows were in the meadow?", "The mayor"),
        ("who says there were 1,200 cows", "The mayor"),
        ("Which person reported 900 cows?", "the farmer"),
        ("Who estimated 900?", "the farmer"),
        ("Who else said 900?", "the farmer"),
    ],
)
def test_the_one_in_whose_sentence_the_figure_stands(question: str, speaker: str) -> None:
    (found,) = speakers_of_figures(parse(question), [read(*TEXT)])
    assert found.text == speaker
    assert found.margin == 1.0


@pytest.mark.parametrize(
    "question",
    [
        "Who said that there were cows?",
        "Who said that there were 12 cows?",
        "Who said that there were 900 cows and 1,200 sheep?",
        "Who owned 900 cows?",
        "How many cows said the mayor were there in 1998?",
        "Who said 40?",
        "",
    ],
)
def test_else_nobody(question: str) -> None:
    assert speakers_of_figures(parse(question), [read(*TEXT)]) == []


def test_in_the_order_of_passages() -> None:
    first, second = read(TEXT[0]), read(["The council", "said that 1200 came."], n=2, odds=0.5)
    found = speakers_of_figures(parse("Who said 1,200?"), [first, second])
    assert [(one.text, one.margin) for one in found] == [("The mayor", 1.0), ("The council", 0.5)]


def test_what_is_quoted_reaches_from_the_speaker_to_the_figure() -> None:
    passage = read(
        ["Rustem Umerov,", "the minister,", "spoke."], ["Umerov expects that", "900 cows", "come."]
    )
    (found,) = speakers_of_figures(parse("Who said that 900 cows come?"), [passage])
    assert found.text.startswith("Rustem Umerov")
    assert passage.passage.slice(passage.passage.enclosing_sentences(found.quoted)) == passage.passage.text
    assert passage.passage.slice(supporting_sentence(passage, found)) == passage.passage.text
