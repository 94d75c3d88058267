"""Of questions about what sources say, the matter is asked; all others are asked as they are."""

from __future__ import annotations

import pytest

from qa.understand.source_questions import question_to_sources


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Do the sources agree on how many troops were sent?", "How many troops were sent?"),
        ("Where do these reports differ about the number of the wounded?", "How many wounded?"),
        ("do the documents agree on the date of the merger", "What is the date of the merger?"),
        ("Which sources disagree about the number of ships?", "How many ships?"),
        ("What do the sources say about when the dam broke?", "When the dam broke?"),
        ("What figures are given for the number of soldiers?", "How many soldiers?"),
        ("Which figures do the reports give for wounded soldiers?", "How many wounded soldiers?"),
        ("What estimates exist of deaths in the flood?", "How many deaths in the flood?"),
        ("What estimates are there of the cost of the bridge?", "What is the cost of the bridge?"),
        ("Who gives which number of troops?", "How many troops?"),
        ("Who reported what number of cases in May?", "How many cases in May?"),
        ("How do the minister's and the army's figures for the troops differ?", "How many troops?"),
        ("How do the estimates of the cost differ?", "What is the cost?"),
    ],
)
def test_the_matter_is_asked(question: str, asked: str) -> None:
    assert question_to_sources(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "What do the documents say about remote work?",
        "What figures did the sources give about the flood?",
        "What numbers are used for the emergency services?",
        "How do rates of interest differ?",
        "How do lions and tigers differ?",
        "Who gives which advice?",
        "What values are there?",
        "How many troops were reported?",
        "Which reports were published in May?",
        "",
    ],
)
def test_other_questions_stay(question: str) -> None:
    assert question_to_sources(question) == question
