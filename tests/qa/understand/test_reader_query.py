"""Frames of reporting are taken off a question, its matter never."""

from __future__ import annotations

import pytest

from qa.understand.reader_query import with_question_mark, without_reporting_words


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("How many North Korean troops were reported?", "How many North Korean troops?"),
        ("Which cities are mentioned in the article?", "Which cities are mentioned in the article?"),
        ("Which of the cities are mentioned in the article?", "Which of the cities?"),
        ("According to the report, who won the prize?", "who won the prize?"),
        ("Who won the prize, according to the documents?", "Who won the prize?"),
        ("how many people have been reported", "how many people"),
        ("How many crimes were reported in 1998?", "How many crimes were reported in 1998?"),
        ("Who reported the theft?", "Who reported the theft?"),
        ("What was said?", "What was said?"),
        ("According to Umerov, how many came?", "According to Umerov, how many came?"),
        ("", ""),
    ],
)
def test_only_the_frame_goes(question: str, matter: str) -> None:
    assert without_reporting_words(question) == matter


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Who won", "Who won?"),
        ("Who won ??", "Who won?"),
        ("Who won. ", "Who won?"),
        ("Karsen death toll", "Karsen death toll?"),
        ("death toll", "death toll"),
        ("who won", "who won"),
        ("who won?", "who won?"),
    ],
)
def test_a_reader_is_asked_as_it_was_taught(question: str, read: str) -> None:
    assert with_question_mark(question) == read
