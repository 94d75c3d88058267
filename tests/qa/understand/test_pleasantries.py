"""Words to whoever answers are taken off a question, and nothing else is."""

from __future__ import annotations

import pytest

from qa.understand.pleasantries import strip_pleasantries


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Can you tell me how many troops were sent?", "how many troops were sent?"),
        ("Hi, could you please tell us in which year it began, please?", "in which year it began?"),
        ("hello! who is the mayor", "who is the mayor"),
        ("Please tell me: what is the capital of Norway?", "what is the capital of Norway?"),
        ("I'd like to know why the dam broke", "why the dam broke"),
        ("Do you know where the bog is?", "where the bog is?"),
        ("I was wondering how long the loop takes. Thanks!", "how long the loop takes"),
        ("any idea when it opens pls", "when it opens"),
        ("So who won?", "who won?"),
        ("who won? thanks", "who won?"),
    ],
)
def test_the_question_alone_is_left(said: str, asked: str) -> None:
    assert strip_pleasantries(said) == asked


@pytest.mark.parametrize(
    "question",
    [
        "How many troops were sent?",
        "Tell me about the depot.",
        "Can you eat raw rhubarb?",
        "Do you know the way to San Jose?",
        "Could the mayor say why?",
        "Who can tell me what happened?",
        "Hello Kitty was designed by whom?",
        "When did Burke receive a vote of thanks?",
        "Please",
        "",
    ],
)
def test_all_else_stays(question: str) -> None:
    assert strip_pleasantries(question) == question
