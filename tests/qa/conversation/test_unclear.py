"""A follow-up question that may mean either of two things is asked back, others are not."""

from __future__ import annotations

import pytest

from qa.conversation.follow_up.turns import Turn
from qa.conversation.follow_up.unclear import meanings, the_other
from qa.conversation.replying import said_without_search, standalone

PUMPS = [
    Turn("What is the Corvid 20?", "a hand pump"),
    Turn("What is the Plover 70?", "a motor pump"),
]
PLANS = [
    Turn("How long is the notice period of the Solo plan?", "one month"),
    Turn("And of the Duo plan?", "three months"),
]
TWO_NAMES = [Turn("Which boats does the club own?", "the Marlin and the Osprey")]


@pytest.mark.parametrize(
    ("history", "question", "asked"),
    [
        (
            PUMPS,
            "How much does it cost?",
            ["How much does the Corvid 20 cost?", "How much does the Plover 70 cost?"],
        ),
        (
            PLANS,
            "Can it be cancelled?",
            ["Can the Solo plan be cancelled?", "Can the Duo plan be cancelled?"],
        ),
        (TWO_NAMES, "When was it built?", ["When was the Marlin built?", "When was the Osprey built?"]),
        (
            [Turn("Who runs the mill?", "Ada Holm"), Turn("Who runs the quarry?", "Britt Lund")],
            "When did she start?",
            ["When did Ada Holm start?", "When did Britt Lund start?"],
        ),
    ],
)
def test_an_unclear_question_may_mean_two_things(
    history: list[Turn], question: str, asked: list[str]
) -> None:
    assert [one.question for one in meanings(question, history)] == asked


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "How much does it cost?"),
        (PUMPS[:1], "How much does it cost?"),
        (PUMPS, "How much does the Plover 70 cost?"),
        (PUMPS, "How many were sold?"),
        (TWO_NAMES, "When were they built?"),
        ([Turn("How wide is the Tern bridge?", "9 m"), Turn("How long is it?", "80 m")], "Who built it?"),
        (
            [Turn("When was Norvik founded?", "1998"), Turn("Who founded it?", "Ola Brandt")],
            "Where did he study?",
        ),
    ],
)
def test_a_clear_question_is_not_asked_back(history: list[Turn], question: str) -> None:
    assert not meanings(question, history)


def test_the_other_one_is_the_one_that_was_not_asked_about() -> None:
    history = [*PUMPS, Turn("How much does the Plover 70 cost?", "€400")]
    assert the_other("And the other one?", history) == "How much does the Corvid 20 cost?"
    assert standalone("What about the other?", history) == "How much does the Corvid 20 cost?"
    assert not the_other("And the other one?", PUMPS[:1])


def test_of_several_others_it_is_asked_which() -> None:
    history = [*PUMPS, Turn("What is the Dunlin 5?", "a siphon")]
    said = said_without_search("And the other one?", history)
    assert said is not None
    assert [one.label for one in said.choices] == ["the Corvid 20", "the Plover 70"]


def test_yes_repeats_the_offer_and_a_name_takes_it() -> None:
    history = [*PUMPS, Turn("How much does it cost?")]
    said = said_without_search("Yes, please.", history)
    assert said is not None
    assert said.text == "Which one do you mean: the Corvid 20 or the Plover 70?"
    for message in ("The Plover.", "plover 70 please", "I mean the Plover 70"):
        assert said_without_search(message, history) is None
        assert standalone(message, history) == "How much does the Plover 70 cost?"


def test_yes_without_an_offer_asks_what_is_wanted() -> None:
    said = said_without_search("Yes, please.", [Turn("Who wrote it?", "Ada Holm")])
    assert said is not None
    assert said.asks_back
    assert not said.choices
