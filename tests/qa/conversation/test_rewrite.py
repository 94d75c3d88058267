"""Follow-up questions rewritten by the shipped weights, and questions that must stay as they are."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.follow_up.features import Context, leave, replace
from qa.conversation.follow_up.model import (
    Meaning,
    RewriterWeights,
    choices,
    likeliest,
    load_rewriter_weights,
    replace_pronouns,
)
from qa.conversation.follow_up.pronouns import Kind
from qa.conversation.follow_up.rewrite import LONGEST, MOST_TURNS, rewrite
from qa.conversation.follow_up.rewriter import Rewriter
from qa.conversation.follow_up.turns import Turn
from qa.settings import Settings

MAYOR = Turn("Who is the mayor of Tromsø?", "Gunnar Wilhelmsen")
KETTLE = Turn("How long is the warranty on the kettle?", "two years")
TRAIN = Turn("Shall I look up trains to Okehampton?", "There is one at 9:40 from platform two.")


@pytest.mark.parametrize("history", [[MAYOR], [KETTLE], [TRAIN], [TRAIN, MAYOR]])
@pytest.mark.parametrize(
    "question",
    [
        "Yes, please.",
        "Thanks!",
        "Hello, and good morning to you",
        "ok",
        "No, the other one.",
        "What is the melting point of gallium?",
        "Which airline lost the most bags in 2019?",
        "Is it possible to return an opened box?",
        "How do I clean the filter",
        "Why does it rain so often in Bergen?",
        "  Where is the office?  ",
    ],
)
def test_what_needs_no_rewriting_stays_to_the_letter(history: list[Turn], question: str) -> None:
    assert rewrite(question, history) == (question, "")


@pytest.mark.parametrize("question", ["Why?", "What about Norway?", "When was she born?", "And in May?"])
def test_without_history_every_question_stays(question: str) -> None:
    assert rewrite(question, []) == (question, "")


def test_a_long_question_has_said_what_it_is_about() -> None:
    question = "When did he say it? " * (LONGEST // 20 + 1)
    assert rewrite(question, [MAYOR]).question == question


def test_turns_further_back_are_not_looked_at() -> None:
    turns = [Turn("Who is it?", "no")] * MOST_TURNS
    assert "Wilhelmsen" not in rewrite("When was he born?", [MAYOR, *turns]).question


@given(st.text(max_size=80), st.text(max_size=80), st.none() | st.text(max_size=80))
def test_any_conversation_gives_a_question_and_always_the_same(
    question: str, asked: str, answer: str | None
) -> None:
    found = rewrite(question, [Turn(asked, answer)])
    assert found == rewrite(question, [Turn(asked, answer)])
    assert (found.question == question) == (not found.by)


def test_without_a_language_model_nothing_is_suggested() -> None:
    rewriter = Rewriter.of(Settings())
    assert not rewriter.asks
    assert asyncio.run(rewriter.suggest("When was he born?", [MAYOR])) is None


# The model -----------------------------------------------------------------------------------------------


def test_mentions_that_share_words_support_each_other() -> None:
    (choice,) = choices(
        "When was she born?", [Turn("Who met Ada Lovelace?", "Babbage met Lovelace; that was at Turin")]
    )
    texts = [mention.text for mention in choice.mentions]
    assert sum("Lovelace" in text for text in texts) > 1
    scores = [0.0, *(1.0 if "Lovelace" in text else 1.2 if text == "Turin" else -9.0 for text in texts)]
    assert "Lovelace" in likeliest(choice, scores).mention.text
    assert likeliest(choice, scores).confidence < 1


def test_what_is_not_sure_enough_stays_and_nothing_is_said_twice() -> None:
    question = "Does he like his job?"
    found = choices(question, [MAYOR])
    mayor = next(mention for mention in found[0].mentions if mention.whole)
    sure = [Meaning(choice.pronoun, mayor, 0.6) for choice in found]
    assert replace_pronouns(question, sure, {Kind.PERSON: 0.61}) == question
    assert replace_pronouns(question, sure, {Kind.PERSON: 0.6}) == "Does Gunnar Wilhelmsen like his job?"


def test_the_shipped_weights_are_of_features_that_there_are() -> None:
    learnt = load_rewriter_weights()
    context = Context("Where does he work?", [MAYOR])
    (choice,) = choices("Where does he work?", [MAYOR])
    known = {*leave(context, choice.pronoun, 0)}
    for mention in choice.mentions:
        known |= {*replace(context, choice.pronoun, mention)}
    assert len(known & {*learnt.weights}) > 20
    assert set(learnt.thresholds) == set(Kind)
    assert all(0.3 <= least < 1 for least in learnt.thresholds.values())


def test_unknown_features_weigh_nothing() -> None:
    weights = RewriterWeights(thresholds={}, weights={"thing opening": 2.0})
    assert weights.score({"thing opening": 1.0, "never seen": 5.0}) == 2.0
