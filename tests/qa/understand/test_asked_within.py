"""The question is taken out of what is told around it."""

from __future__ import annotations

import pytest

from qa.understand.answer_kind import AnswerKind
from qa.understand.asked_within import asked_within
from qa.understand.parse import parse

STORY = (
    "I moved to the Bergen office two weeks ago. My laptop still thinks it is in Lyon, and my calendar does "
    "too. How many days of paternity leave can I take? My wife is due in June, and I want to plan ahead. Bye!"
)


def test_the_question_of_a_story() -> None:
    within = asked_within(STORY)
    assert within.question == "How many days of paternity leave can I take?"
    assert "Bergen" in within.story
    assert within.others == 0
    parsed = parse(STORY)
    assert parsed.asked == parsed.text == within.question
    assert parsed.kinds == {AnswerKind.NUMBER}
    assert asked_within(STORY.lower()).question == within.question.lower()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hi there! Where is the key to the shed? Thanks in advance!", "Where is the key to the shed?"),
        ("Could you please tell me when the pool opens?", "when the pool opens"),
        ("I would like to know how many people work in Bergen.", "How many people work in Bergen."),
        ("Where do I park my bike, please?", "Where do I park my bike?"),
        ("Good morning team, who repairs the lift? Many thanks, Jo", "who repairs the lift"),
        ("Good evening! Tell me who needs the doctor's note.", "who needs the doctor's note"),
    ],
)
def test_polite_words_are_left_out(text: str, question: str) -> None:
    assert asked_within(text).question == question


def test_of_several_questions_the_first_clear_one_is_asked() -> None:
    within = asked_within(
        "Any idea? What does the ferry to Askøy cost? And does it run on Sundays in winter?"
    )
    assert within.question == "What does the ferry to Askøy cost?"
    assert within.others == 1


@pytest.mark.parametrize("question", ["Who designed it?", "Which engineers designed this model?"])
def test_what_is_told_shortly_before_a_question_belongs_to_it(question: str) -> None:
    text = f"The Corvid pump was built in 2011. {question}"
    assert asked_within(text).question == text


@pytest.mark.parametrize(
    "text",
    [
        "Who is Dr. Holm of St. Olav's Hospital?",
        "parental leave policy bergen office 2024",
        "What did the minister mean by “Why not?” in May?",
        "The ferry runs on Sundays. The bus does not run on Sundays.",
        "What was Y. A. Fjell's part in the play?",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert asked_within(text) == (text, "", 0)
