"""What a conversation mentions, and when."""

from __future__ import annotations

import pytest

from qa.conversation.follow_up.mentions import MOST_CHARACTERS, MOST_WORDS, Mention, mentions
from qa.conversation.follow_up.turns import Turn


def texts(*history: Turn) -> list[str]:
    return [mention.text for mention in mentions(history)]


def named(text: str, *history: Turn) -> Mention:
    return next(mention for mention in mentions(history) if mention.text == text)


@pytest.mark.parametrize(
    ("message", "mentioned"),
    [
        ("Who directed the Lord of the Rings?", "the Lord of the Rings"),
        ("Where did J. K. Rowling live?", "J. K. Rowling"),
        ("Is throat cancer treatable?", "throat cancer"),
        ("When was the U.S. Navy founded?", "the U.S. Navy"),
        ("Who runs Acme's canteen?", "Acme"),
    ],
)
def test_names_and_runs_of_content_words_are_mentioned(message: str, mentioned: str) -> None:
    assert mentioned in texts(Turn(message))


def test_a_short_answer_is_mentioned_as_a_whole_without_its_preposition() -> None:
    assert "port of Rotterdam" in texts(Turn("Where is it made?", "in port of Rotterdam"))
    assert named("the night shift", Turn("Who reports it?", "the night shift")).whole


def test_a_name_does_not_go_on_in_the_next_sentence() -> None:
    assert "Lisbon Maria" not in texts(
        Turn("Where?", "She flew to Lisbon. Maria stayed behind at home then.")
    )


def test_function_words_alone_are_nothing() -> None:
    assert texts(Turn("What is it?", "The")) == []
    assert mentions([]) == []


def test_a_mention_tells_when_it_was_made_and_how_often() -> None:
    history = [
        Turn("Who owns the Blue Mill?", "Petra Lund"),
        Turn("Is the mill open?", "Yes"),
        Turn("Where does petra lund live?", "by the mill"),
    ]
    owner = named("petra lund", *history)
    assert (owner.first, owner.last, owner.asked, owner.count, owner.questions) == (2, 0, True, 2, 1)
    assert owner.opening
    assert owner.whole
    assert owner.before == "does"
    assert not named("mill", *history).opening


def test_an_answer_tells_what_was_asked() -> None:
    assert named("Petra Lund", Turn("Who runs it?", "Petra Lund")).answers == "who"
    assert named("Petra Lund", Turn("Who runs it?", "It was Petra Lund from the mill, I think")).answers == ""


@pytest.mark.parametrize(
    ("question", "mentioned", "not_mentioned"),
    [
        ("How much does the kettle weigh?", "kettle", "kettle weigh"),
        ("Is throat cancer treatable?", "throat cancer", "throat cancer treatable"),
        ("What is throat cancer?", "throat cancer", "throat"),
    ],
)
def test_a_verb_or_adjective_that_ends_a_question_is_in_no_mention(
    question: str, mentioned: str, not_mentioned: str
) -> None:
    assert mentioned in texts(Turn(question))
    assert not_mentioned not in texts(Turn(question))


def test_very_long_messages_and_runs_are_cut() -> None:
    assert texts(Turn("x " * MOST_CHARACTERS + "Rotterdam")) == []
    assert max(len(text.split()) for text in texts(Turn("Zinc " * MOST_WORDS))) == MOST_WORDS
