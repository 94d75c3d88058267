"""Two questions in one."""

from __future__ import annotations

import pytest

from qa.understand.asked_parts import asked_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who laid the track and when?", ["Who laid the track", "when laid the track"]),
        ("Where and when is the fair?", ["Where is the fair", "when is the fair"]),
        ("In which year was it sold and to whom", ["In which year was it sold", "to whom was it sold"]),
        ("What does it weigh, and how long is it?", ["What does it weigh", "how long is it"]),
    ],
)
def test_each_part_is_a_question(question: str, parts: list[str]) -> None:
    assert [part.question for part in asked_parts(question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "How much do apples and pears cost?",
        "What happens when it rains and when it snows?",
        "What is the difference between when and where?",
        "How do I know who called and when to call back?",
        "Is it old and who owns it?",
    ],
)
def test_one_question_is_not_parted(question: str) -> None:
    assert asked_parts(question) == ()


def test_a_pronoun_refers_to_the_first_part() -> None:
    first, second = asked_parts("Who runs the mill and since when does she own it?")
    assert (first.refers, second.refers) == (False, True)
