"""The time that a question asks for, and the question without it."""

from __future__ import annotations

import pytest

from qa.understand.parse import parse


@pytest.mark.parametrize(
    ("question", "undated"),
    [
        ("What was the team meeting on 12 October 2026 about?", "What was the team meeting about?"),
        ("What was the meeting of the 12th of October about?", "What was the meeting about?"),
        ("Who spoke on Monday, 12 October 2026?", "Who spoke?"),
        ("In March 2015, how many stations did it have?", "How many stations did it have?"),
        ("On 12 May, who won?", "Who won?"),
        ("What was decided in October 2026?", "What was decided?"),
        ("What was the meeting (2026-10-12) about?", "What was the meeting about?"),
        ("What was the latest team meeting about?", "What was the team meeting about?"),
        ("Who chaired our most recent board meeting?", "Who chaired our board meeting?"),
        ("What did the club's last newsletter say?", "What did the club's newsletter say?"),
    ],
)
def test_the_words_of_time_are_left_out(question: str, undated: str) -> None:
    assert parse(question).undated.text == undated


@pytest.mark.parametrize(
    "question",
    [
        "Who was the last to leave?",
        "What is her last name?",
        "What happened in the last ten years?",
        "What happened last week?",
        "When was the bridge opened?",
        "What happened in 1998?",
        "What happened between 3 May and 9 May?",
        "Who ruled from 3 May 1900 to 4 May 1901?",
    ],
)
def test_questions_without_such_words_stay(question: str) -> None:
    parsed = parse(question)
    assert parsed.date is None
    assert parsed.latest is None
    assert parsed.undated == parsed.dated


def test_a_date_in_figures_is_asked_in_words_and_as_a_passage_writes_it() -> None:
    parsed = parse("When is the boiler off on 2026-12-15?")
    assert parsed.reader_text == "When is the boiler off on 15 December 2026?"
    assert parsed.with_date("Dec 15").text == "When is the boiler off on Dec 15?"
    article = parse("What is open on the 15th of December?")
    assert article.with_date("15 Dec 2026").text == "What is open on 15 Dec 2026?"


def test_a_date_with_two_readings_stays_as_it_is() -> None:
    parsed = parse("Who is on duty on 5/12/2026?")
    assert "5/12/2026" in parsed.reader_text
    assert parsed.date is not None
    assert len(parsed.date.readings) == 2


def test_what_the_latest_is_asked_of() -> None:
    parsed = parse("What was the latest garden club meeting about?")
    assert parsed.latest is not None
    assert parsed.latest.subject == ("garden", "club")
