"""Answers side by side."""

from __future__ import annotations

from index.documents import Span
from qa.compose.composed import Composed, Part
from qa.compose.joint_answer import agree, joint_answer
from qa.schemas import AnswerForm
from tests.support.passages import of_text

TEXT = "Una Holt laid the track in 1871. It is narrow."
PASSAGE = of_text(TEXT)


def shown(words: str, form: AnswerForm = AnswerForm.SPAN) -> Composed:
    start = TEXT.index(words)
    return Composed(form, (Part(PASSAGE, Span(start, start + len(words))),))


def test_short_answers_make_a_list_with_the_words_that_ask_for_each() -> None:
    joint = joint_answer(["who laid it", "when"], [shown("Una Holt"), shown("1871")])
    assert joint is not None
    assert joint.form is AnswerForm.LIST
    assert [(part.label, part.text) for part in joint.parts] == [
        ("who laid it", "Una Holt"),
        ("when", "1871"),
    ]


def test_a_sentence_among_them_makes_sentences() -> None:
    joint = joint_answer(
        ["when", "what is it like"], [shown("1871"), shown("It is narrow.", AnswerForm.SENTENCE)]
    )
    assert joint is not None
    assert joint.form is AnswerForm.SENTENCES


def test_one_answer_for_both_is_none() -> None:
    assert joint_answer(["when", "since when"], [shown("1871"), shown("1871")]) is None


def test_a_number_that_was_counted_is_not_joined() -> None:
    counted = Composed(AnswerForm.LIST, shown("1871").parts, value="1")
    assert joint_answer(["who", "how many"], [shown("Una Holt"), counted]) is None


def test_the_answers_agree_with_one_of_the_same_sentence() -> None:
    joint = joint_answer(["who", "when"], [shown("Una Holt"), shown("1871")])
    assert joint is not None
    assert agree(joint, shown("the track"))
    assert not agree(joint, shown("narrow"))
