"""Questions that only name another thing."""

from __future__ import annotations

import pytest

from qa.conversation.follow_up.fragments import instead, thing_named
from qa.conversation.follow_up.rewrite import rewrite
from qa.conversation.follow_up.turns import Turn


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What about Chile?", "Chile"),
        ("and what about the oldest ones?", "the oldest ones"),
        ("How about on Fridays", "on Fridays"),
        ("And in 2011?", "in 2011"),
        ("What about her?", ""),
        ("And is it safe?", ""),
        ("And you can see why nobody ever wanted to go there?", ""),
        ("What is Chile about?", ""),
        ("And now", ""),
    ],
)
def test_what_about_names_a_thing(question: str, thing: str) -> None:
    assert thing_named(question) == thing


@pytest.mark.parametrize(
    ("previous", "question", "asked"),
    [
        ("How high is Chile?", "What about Bolivia?", "How high is Bolivia?"),
        ("How many guests came in 2009?", "And in 2011?", "How many guests came in 2011?"),
        ("Is the library open on Tuesdays?", "How about Fridays?", "Is the library open on Fridays?"),
        ("When is the evening train?", "And the morning train?", "When is the morning train?"),
        ("How much is the standard room?", "And the double room?", "How much is the double room?"),
        ("What do adults pay?", "And children?", "What do children pay?"),
    ],
)
def test_it_takes_the_place_of_what_is_most_like_it(previous: str, question: str, asked: str) -> None:
    assert rewrite(question, [Turn(previous, "none")]) == (asked, "fragment")


def test_it_goes_by_what_the_previous_question_meant() -> None:
    history = [Turn("How high is Chile?", "6,893 m"), Turn("What about Bolivia?", "6,542 m")]
    assert rewrite("And Peru?", history).question == "How high is Peru?"


@pytest.mark.parametrize(
    ("previous", "question"),
    [
        ("How do I reset my password?", "What about Bolivia?"),
        ("Why?", "What about Bolivia?"),
        ("", "What about Bolivia?"),
        ("How high is Chile?", "And thanks?"),
    ],
)
def test_nothing_gives_way_to_what_is_unlike_it(previous: str, question: str) -> None:
    assert rewrite(question, [Turn(previous)]).question == question


def test_a_thing_without_content_replaces_nothing() -> None:
    assert instead("How high is Chile?", "that") == ""
