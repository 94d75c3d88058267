"""A question is parsed once, into all that later steps need."""

from __future__ import annotations

import pytest

from qa.understand.answer_kind import AnswerKind
from qa.understand.parse import parse, parse_search


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How many came?", {AnswerKind.NUMBER}),
        ("What is the population of Norway?", {AnswerKind.NUMBER}),
        ("When did it open?", {AnswerKind.DATE}),
        ("How many lived there when it opened?", {AnswerKind.NUMBER}),
        ("When did how many come?", {AnswerKind.DATE}),
        ("Who opened it?", {AnswerKind.PERSON}),
        ("Did it open?", {AnswerKind.YES_NO}),
        ("Is it known how many came?", {AnswerKind.NUMBER}),
        ("Can you tell me where they went?", set()),
        ("Is it red or blue?", set()),
        ("Who said that 40 came?", {AnswerKind.PERSON}),
        ("Why did they leave?", {AnswerKind.REASON}),
    ],
)
def test_the_kinds_of_answer(question: str, kinds: set[AnswerKind]) -> None:
    assert parse(question).kinds == kinds


def test_what_is_searched_for_and_what_the_reader_is_asked() -> None:
    parsed = parse("  how many cows\nwere reported? ")
    assert parsed.asked == parsed.text == "how many cows were reported?"
    assert parsed.reader_text == "how many cows?"


def test_a_question_about_sources_asks_them() -> None:
    parsed = parse("Do the sources agree on how many cows came?")
    assert parsed.text == parsed.reader_text == "How many cows came?"
    assert parsed.asks(AnswerKind.NUMBER)


def test_a_search_is_for_every_word() -> None:
    parsed = parse_search("can you tell me how many cows came")
    assert parsed.text == parsed.asked == "can you tell me how many cows came"


def test_letters_in_the_question() -> None:
    parsed = parse("How many Members has it?")
    assert parsed.has_letters("member")
    assert not parsed.has_letters("magnitude")


def test_the_words_of_a_question_and_which_name_something() -> None:
    text = "How far is Old Town from 12th Street?"
    words = parse(text).words
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]
    assert [word.text for word in words if word.names] == ["Old", "Town", "12th", "Street"]
    reported = parse("How many cows were reported?")
    assert [word.text for word in reported.words] == ["How", "many", "cows", "were", "reported"]
    assert [word.text for word in reported.reader_words] == ["How", "many", "cows"]
